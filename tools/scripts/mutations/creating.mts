import { inFile, type Mutation } from './mutation.mts';

/** What is sent, how often, and what becomes of the answer. */
export const CREATING: readonly Mutation[] = [
	...inFile(
		'pharlo/retry.ts',
		['retry', 'retries'],
		[
			['retry: for ever', 'attempt >= MAX_ATTEMPTS ||', ''],
			['retry: what must happen once too, after a fault', 'isRepeatable && PASSING', 'PASSING'],
			[
				'retry: what must happen once too, after a break',
				'return isRepeatable || NEVER_ARRIVED.includes(code);',
				'return true;',
			],
			[
				'retry: what nobody trusts',
				'UNTRUSTED.includes(code)) return false',
				'false) return false',
			],
			['retry: what was refused at the door', "'ECONNREFUSED',", "'XX',"],
			['retry: 429 not', 'status === 429 ||', ''],
			['retry: 504 not', '502, 503, 504]', '502, 503]'],
			['retry: 422 too', '[500, 502', '[422, 500, 502'],
			['retry: Retry-After is not heeded', 'if (asked === undefined) return', 'return'],
			['retry: however long it takes', 'asked <= LONGEST_PAUSE_MS ?', 'asked >= 0 ?'],
			['retry: a reset counts as not arrived', "'ECONNREFUSED',", "'ECONNREFUSED', 'ECONNRESET',"],
		],
	),
	...inFile(
		'nodes/transport/request.ts',
		['retries', 'errors', 'contract/create', 'stopping'],
		[
			[
				'request: redirects are followed',
				'disableFollowRedirect: true',
				'disableFollowRedirect: false',
			],
			['request: the path is not encoded', '.map(encodeURIComponent)', ''],
			['request: a stopped execution goes on', 'await pause(wait, signal);', 'await pause(wait);'],
			['request: an ID may be dots', 'refuseDots(request.path);', ''],
			['request: reading is not repeated', "?? request.method === 'GET'", '?? false'],
		],
	),
	...inFile(
		'nodes/transport/errors.ts',
		['errors'],
		[
			['errors: secrets are shown', 'scrub(answered, await secretsOf(caller))', 'answered'],
			['errors: n8n’s words instead of ours', 'error.message = advice.message;', ''],
		],
	),
	...inFile(
		'pharlo/inputs.ts',
		['inputs', 'expressions'],
		[
			['inputs: blank is a number', 'isBlank(value) ? NaN : Number(value)', 'Number(value)'],
			['inputs: no number is too high', 'number <= max', 'true'],
			['inputs: no number is too low', 'number >= min', 'true'],
			[
				'inputs: any choice will do',
				'if (chosen !== undefined) return chosen;',
				'return (chosen ?? choices[0]) as T;',
			],
		],
	),
	...inFile(
		'nodes/transport/pages.ts',
		['short-lists', 'return-all'],
		[
			['pages: the same page for ever', ' && fresh.length > 0', ''],
			[
				'pages: what came twice is kept twice',
				'next.items.filter((item) => !seen.has(identityOf(item)))',
				'next.items',
			],
			[
				'pages: a silent cap ends the list',
				'(page - 1) * size + count === total',
				'page * size >= total',
			],
		],
	),
	...inFile(
		'nodes/Pharlo/actions/answers.ts',
		['tolerance'],
		[
			['answers: what is known is forgotten', '{ ...known, ', '{ '],
			['answers: what Pharlo tells is forgotten', '? parsed.data : {}', '? {} : {}'],
		],
	),
	...inFile(
		'nodes/Pharlo/sideBySide.ts',
		['engine/items'],
		[
			[
				'items: one too many at a time',
				'pLimit(call.settings.maxConcurrent)',
				'pLimit(call.settings.maxConcurrent + 1)',
			],
		],
	),
	...inFile(
		'nodes/Pharlo/results.ts',
		['expressions', 'create-and-wait'],
		[
			[
				'results: what fails for all leaves by the first output',
				'return toOutputs(items, splitsOutputs(node.parameters));',
				'return [items];',
			],
		],
	),
	...inFile(
		'pharlo/existing.ts',
		['existing', 'contract/create'],
		[
			['existing: any of several', ' && others.length === 0', ''],
			['existing: of the user’s external ID too', 'externalId === idempotencyKey && ', ''],
			[
				'existing: the key does not matter',
				'row.idempotencyKey === idempotencyKey',
				'row !== undefined',
			],
			[
				'existing: 200 is new',
				'if (status !== 201) return true;',
				'if (status !== 201) return false;',
			],
		],
	),
	...inFile(
		'nodes/Pharlo/actions/assignment/createAssignment.ts',
		['contract/create', 'retries'],
		[
			['create: a conflict stays one', "error.httpCode === '409'", "error.httpCode === '499'"],
			['create: not repeated with a key', 'isRepeatable: true', 'isRepeatable: false'],
			[
				'create: no external ID',
				'content.externalId ?? idempotencyKey',
				'content.externalId ?? null',
			],
		],
	),
	...inFile(
		'pharlo/idempotency.ts',
		['idempotency'],
		[
			['key: a Retry has another one', '?? executionId;', '&& executionId;'],
			['key: the same in each execution', 'run.execution,', ''],
			['key: the same for each item', 'part,', ''],
			['key: the same in each loop pass', 'run.run,', ''],
			['key: of the content without the connection', "'connectionId', 'type'", "'type'"],
			[
				'key: of the content with the order of its fields',
				'.sort(([a], [b]) => (a < b ? -1 : 1))',
				'',
			],
		],
	),
	...inFile(
		'pharlo/schedule.ts',
		['schedule'],
		[
			['schedule: past times pass', 'time.toMillis() <= now.getTime()', 'false'],
			['schedule: skipped hours pass', 'local.hour === meant.hour', 'true'],
		],
	),
	...inFile(
		'nodes/transport/pages.ts',
		['lists'],
		[
			['lists: one page', '!first.hasMore || first.items', 'first.hasMore || first.items'],
			['lists: the limit is not kept', 'return all.slice(0, max);', 'return all;'],
		],
	),
	...inFile(
		'pharlo/lifecycle.ts',
		['lifecycle'],
		[['advice: on another state', "failed: 'Retry queues it once more'", "failed: ''"]],
	),
];
