import type { IDataObject } from 'n8n-workflow';

import type { ReceivedRequest } from '../../tools/simulator/simulation.mts';
import { countsForAllItems, createsAssignments, reportsProblems } from './odd-allowed.mts';
import { prepareExecution, type Executed } from './executing.mts';
import type { OddParameter } from './odd-parameters.mts';
import { ASSIGNMENT, goodPayload, statusFor, TICKET } from './odd-samples.mts';
import { isEmptyCell, itemWith, oddValuesOf, type OddValue } from './odd-values.mts';
import type { Pharlo } from './pharlo.mts';

/** What happened instead of a refusal that names the parameter and the item. */
export interface Failure {
	readonly value: string;
	readonly what:
		| 'the ordinary value fails'
		| 'wrote'
		| 'sent a request'
		| 'no error'
		| 'not named'
		| 'another item'
		| 'refused, but may be blank';
	readonly detail: string;
}

interface Attempt {
	readonly executed: Executed;
	readonly requests: readonly ReceivedRequest[];
	readonly writes: readonly ReceivedRequest[];
}

/** Runs the node with a parameter on input items, in a simulator that has what each operation needs. */
function attempts(
	parameter: OddParameter,
	pharlo: Pharlo,
	parameters = parameter.parameters,
): (values: readonly unknown[]) => Promise<Attempt> {
	// The same in every run, because keys and external IDs that the node makes follow from it.
	const resumeToken = 'a'.repeat(64);
	const { credential } = pharlo;
	// n8n is not asked for files here.
	const restApiUrl = 'http://127.0.0.1/rest';
	const execute = prepareExecution(parameters, { credential, resumeToken, restApiUrl });
	return async (values) => {
		await setScene(parameter, pharlo);
		const executed = await execute(values.map((value) => itemWith(value) as IDataObject));
		const requests = [...pharlo.requests];
		const writes = requests.filter(({ method }) => method !== 'GET');
		return { executed, requests, writes };
	};
}

async function setScene({ operation, content }: OddParameter, pharlo: Pharlo): Promise<void> {
	pharlo.reset();
	const { connectionId, platform, type } = content;
	await pharlo.add(statusFor(operation.name), {
		id: ASSIGNMENT,
		connectionId,
		platform,
		type,
		payload: goodPayload(content),
		externalId: 'row-123',
	});
	pharlo.simulator.simulation.state.tickets.push({
		id: TICKET,
		platform,
		redirectUrl: null,
		status: 'success',
		connectionIds: [connectionId],
		expiresAt: '2036-01-01T00:00:00Z',
	});
}

/** Tries a parameter with every odd value. */
export async function failuresOf(parameter: OddParameter, pharlo: Pharlo): Promise<Failure[]> {
	const attempt = attempts(parameter, pharlo);
	const { good } = parameter;
	// Otherwise something else may be the reason for what is refused below.
	const { executed } = await attempt([good]);
	if (executed.error !== undefined) return [ordinaryFails(executed.error)];
	const { leftOut } = parameter;
	const without = leftOut && (await attempts(parameter, pharlo, leftOut)([good]));
	const failures: Failure[] = [];
	for (const odd of oddValuesOf(parameter.kind)) {
		if (without !== undefined && odd.isBlank) {
			failures.push(...judgeBlank(parameter, odd, await attempt([odd.value]), without));
		} else {
			const values = isSecond(parameter) ? [good, odd.value] : [odd.value];
			const oddIndex = values.length - 1;
			failures.push(...judge(parameter, odd, await attempt(values), { oddIndex, maxWrites: 0 }));
		}
	}
	return failures;
}

/** Where one invalid item stops all, the odd one comes second. */
function isSecond({ operation, path }: OddParameter): boolean {
	const isWhole = createsAssignments(operation.name) || reportsProblems(operation.name);
	return isWhole && !countsForAllItems(operation.name, path);
}

/**
 * Tries a parameter with an odd value for the second of two items, of an operation that works item by
 * item: the first one may be processed.
 */
export async function failuresOfSecondItem(
	parameter: OddParameter,
	odd: OddValue,
	pharlo: Pharlo,
): Promise<Failure[]> {
	const attempt = attempts(parameter, pharlo);
	const { writes } = await attempt([parameter.good]);
	return judge(parameter, odd, await attempt([parameter.good, odd.value]), {
		oddIndex: 1,
		maxWrites: writes.length,
	});
}

function ordinaryFails(error: unknown): Failure {
	return { value: 'ordinary', what: 'the ordinary value fails', detail: messageOf(error) };
}

/** The first problem that Check reports of an item, as if the node had failed with it. */
function reportedProblem({ operation }: OddParameter, { items = [] }: Executed): Error | undefined {
	if (!reportsProblems(operation.name)) return undefined;
	const invalid = items.find(({ json }) => json.valid === false);
	const [problem] = (invalid?.json.problems ?? []) as IDataObject[];
	if (invalid === undefined || problem === undefined) return undefined;
	const { item: itemIndex } = invalid.pairedItem as { item: number };
	return Object.assign(new Error(problem.what as string), { context: { itemIndex } });
}

/** An odd value has to be refused, by name and for its item, before anything is written. */
function judge(
	parameter: OddParameter,
	{ name: value }: OddValue,
	{ executed, requests, writes }: Attempt,
	expected: { readonly oddIndex: number; readonly maxWrites: number },
): Failure[] {
	const error = executed.error ?? reportedProblem(parameter, executed);
	if (writes.length > expected.maxWrites) {
		return [{ value, what: 'wrote', detail: writes.map(describe(parameter)).join(', ') }];
	}
	// A filter decides what is looked at, so it is checked before anything is.
	if (parameter.path.startsWith('filters') && expected.oddIndex === 0 && requests.length > 0) {
		return [
			{ value, what: 'sent a request', detail: requests.map(describe(parameter)).join(', ') },
		];
	}
	if (error === undefined) {
		const detail = requests.length === 0 ? 'no request' : `${requests[0]?.method ?? ''} sent`;
		return [{ value, what: 'no error', detail }];
	}
	const message = messageOf(error);
	if (!isNamed(parameter, message)) return [{ value, what: 'not named', detail: message }];
	const itemIndex = itemIndexOf(error);
	if (itemIndex === expected.oddIndex) return [];
	return [{ value, what: 'another item', detail: `itemIndex ${String(itemIndex)}: ${message}` }];
}

/**
 * What may be blank counts as left out: the same is sent as without the parameter, or an empty text or
 * list, with which an update clears a field. An empty list or object may also be refused as a wrong type.
 */
function judgeBlank(
	parameter: OddParameter,
	odd: OddValue,
	{ executed, writes }: Attempt,
	without: Attempt,
): Failure[] {
	const { name: value } = odd;
	const { error } = executed;
	if (error !== undefined) {
		if (!isEmptyCell(odd) && writes.length === 0 && isNamed(parameter, messageOf(error))) return [];
		return [{ value, what: 'refused, but may be blank', detail: messageOf(error) }];
	}
	const [usual] = without.writes.map((request) => sentValue(parameter, request));
	const written = writes.filter((request) => {
		const sent = sentValue(parameter, request);
		const isCleared = sent === '' || (Array.isArray(sent) && sent.length === 0);
		return !isCleared && sent !== usual;
	});
	if (written.length === 0) return [];
	return [{ value, what: 'wrote', detail: written.map(describe(parameter)).join(', ') }];
}

function isNamed({ labels }: OddParameter, message: string): boolean {
	return labels.some((label) => message.includes(`'${label}'`));
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

function itemIndexOf(error: unknown): unknown {
	if (!(error instanceof Error) || !('context' in error)) return undefined;
	return (error.context as { itemIndex?: unknown } | undefined)?.itemIndex;
}

/** The parameter's value in a request, at the top of its body, in the payload or in the query. */
function sentValue({ key }: OddParameter, { body, query }: ReceivedRequest): unknown {
	const { payload, ...top } = (body ?? {}) as Record<string, unknown>;
	const values = { ...query, ...(payload as object | undefined), ...top };
	return (values as Record<string, unknown>)[key];
}

function describe(parameter: OddParameter): (request: ReceivedRequest) => string {
	return (request) => {
		const { method, path } = request;
		const value = sentValue(parameter, request);
		const sent = value === undefined ? '' : ` with ${parameter.key}: ${JSON.stringify(value)}`;
		return `${method} ${path.replace('/api/v1', '')}${sent}`;
	};
}
