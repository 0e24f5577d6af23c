import '../harness/environment.mts';

const load = () => ({
	...jest.requireActual<Pick<typeof import('n8n-core'), 'WorkflowHasIssuesError'>>('n8n-core'),
	...jest.requireActual<Pick<typeof import('n8n-workflow'), 'WorkflowOperationError'>>(
		'n8n-workflow',
	),
});

test('n8n-core and the tests have the same n8n-workflow and the same globals', () => {
	const { WorkflowHasIssuesError, WorkflowOperationError } = load();
	const error = new WorkflowHasIssuesError({}, {});
	expect(error).toBeInstanceOf(WorkflowOperationError);
	expect(error).toBeInstanceOf(Error);
	expect(load().WorkflowHasIssuesError).toBe(WorkflowHasIssuesError);
});

test('packages run anew when modules are reset', () => {
	const before = load();
	jest.resetModules();
	const after = load();
	expect(after.WorkflowHasIssuesError).not.toBe(before.WorkflowHasIssuesError);
	expect(new after.WorkflowHasIssuesError({}, {})).toBeInstanceOf(after.WorkflowOperationError);
});

test('n8n-core gets a mock of n8n-workflow as well', () => {
	jest.resetModules();
	class Mocked extends Error {}
	jest.doMock('n8n-workflow', () => ({
		...jest.requireActual<object>('n8n-workflow'),
		WorkflowOperationError: Mocked,
	}));
	const { WorkflowHasIssuesError } = load();
	jest.dontMock('n8n-workflow');
	expect(new WorkflowHasIssuesError({}, {})).toBeInstanceOf(Mocked);
});
