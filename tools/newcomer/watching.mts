import {
	addFirstNode,
	chooseAction,
	chooseFromList,
	closeNode,
	executeStep,
	newWorkflow,
	openExecution,
	openExecutions,
	openNode,
	openWorkflow,
	outputOf,
	parameter,
	publishWorkflow,
} from './editor.mts';
import { closeCredential, fillInForm, type Journey, type Step } from './journey.mts';

/** What n8n calls the first two workflows of a user. */
const FORM_WORKFLOW = 'My workflow';
const TRIGGER_WORKFLOW = 'My workflow 2';

async function listen(journey: Journey): Promise<string> {
	const { user, editor } = journey;
	await user.say('A second workflow: Pharlo Trigger starts it when a post has been published.');
	await newWorkflow(user);
	await addFirstNode(user, 'pharlo', 'Pharlo');
	await chooseAction(user, /^On post published/);
	await user.say(
		'Copy its production URL into the credential. Pharlo then calls it for every post.',
	);
	await user.click(editor.getByText('Webhook URLs', { exact: true }).last());
	await user.click(editor.getByTestId('radio-button-production'));
	const address = editor.getByText(/\/webhook\//).last();
	const copied = await user.read(address);
	await user.click(address);
	await user.click(editor.getByTestId('credential-edit-button'));
	const window = editor.getByTestId('editCredential-modal');
	await user.paste(parameter(editor, 'defaultCallbackUrl'), copied);
	await user.click(editor.getByTestId('credential-save-button'));
	await window.getByText('tested successfully').waitFor();
	await closeCredential(journey);
	await closeNode(user);
	await user.say('Publish this workflow, too.');
	await publishWorkflow(user);
	return copied;
}

async function seeCallback(journey: Journey): Promise<string> {
	const { user, editor } = journey;
	await user.say('Now somebody fills in the form.');
	await user.visit(journey.formAddress);
	await fillInForm(journey, 'second');
	await user.say('Pharlo reports both posts. Each report starts an execution of this workflow.');
	await openExecutions(user);
	await openExecution(user, 'Succeeded');
	await openNode(user, 'Pharlo Trigger');
	const output = await user.read(outputOf(editor));
	await user.say('The report says which post was published, and where.', 'now');
	await closeNode(user);
	return output;
}

async function findFailure(journey: Journey): Promise<string> {
	const { user, editor } = journey;
	await user.say('Somebody turns the Facebook page off in Pharlo. The next post will fail.');
	journey.turnPageOff();
	await user.visit(journey.formAddress);
	await fillInForm(journey, 'third');
	await openWorkflow(user, FORM_WORKFLOW);
	await openExecutions(user);
	await openExecution(user, 'Error');
	await openNode(user, /Cross-post/);
	const message = await user.read(outputOf(editor));
	await user.say('The message names the page and says what to do. Nothing was published.', 'now');
	await closeNode(user);
	return message;
}

async function turnPageOn({ user, editor }: Journey): Promise<string> {
	await user.say('The Pharlo node can turn the page on again: Connection, Update.');
	await newWorkflow(user);
	await addFirstNode(user, 'pharlo', 'Pharlo');
	await user.click(editor.getByTestId('node-creator-category-item').filter({ hasText: 'Actions' }));
	await chooseAction(user, /^Update connection/);
	await chooseFromList(user, 'connectionId', /Facebook · Demo Page/);
	await user.click(editor.getByTestId('collection-parameter-add').first());
	await user.click(editor.getByRole('option', { name: 'Active' }));
	await executeStep(user);
	await outputOf(editor).getByText('isActive').first().waitFor();
	const output = await user.read(outputOf(editor));
	await closeNode(user);
	return output;
}

async function retry({ user, editor }: Journey): Promise<string> {
	await user.say('Retry in n8n runs the failed execution again, with the same file.');
	await openWorkflow(user, FORM_WORKFLOW);
	await openExecutions(user);
	await openExecution(user, 'Error');
	await user.click(editor.getByTestId('execution-preview-retry-button'));
	await user.click(editor.getByText('Retry with currently saved workflow').first());
	await openExecution(user, 'Succeeded');
	await user.say('This time it works: the post is on both, once.', 'now');
	await openWorkflow(user, TRIGGER_WORKFLOW);
	await openExecutions(user);
	const executions = editor.getByTestId('current-executions-list');
	// Two for each time that the form has led to a post.
	await executions.getByText('Succeeded').nth(3).waitFor();
	const list = await user.read(executions);
	await user.say('The reports on these two posts have arrived as well.', 'now');
	return list;
}

/** From a callback to a failed post and its repair. */
export const WATCHING: readonly Step[] = [
	{ title: 'Publish a workflow with Pharlo Trigger', take: listen },
	{ title: 'Fill in the form, and see the callback', take: seeCallback },
	{ title: 'Find out why a post has failed', take: findFailure },
	{ title: 'Turn the page on again', take: turnPageOn },
	{ title: 'Retry the execution', take: retry },
];
