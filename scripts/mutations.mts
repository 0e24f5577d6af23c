/** One way to break the source. */
export interface Mutation {
	readonly name: string;
	readonly file: string;
	/** Occurs exactly once in the file. */
	readonly from: string;
	readonly to: string;
	/** Parts of the names of the tests that are meant to notice. */
	readonly tests: readonly string[];
}

type Change = readonly [name: string, from: string, to: string];

function inFile(file: string, tests: readonly string[], changes: readonly Change[]): Mutation[] {
	return changes.map(([name, from, to]) => ({ name, file, from, to, tests }));
}

/** Each guard, each list of statuses, each comparison and each class of retries, at least once. */
export const MUTATIONS: readonly Mutation[] = [
	...inFile(
		'pharlo/signature.ts',
		['signature.test'],
		[
			['signature: anything matches', 'return matches > 0;', 'return matches >= 0;'],
			['signature: of another length', '/^[0-9a-f]{64}$/', '/^[0-9a-f]*$/'],
			['signature: only the last secret counts', 'matches += Number', 'matches = Number'],
			['signature: an empty secret is usable', "secret.trim() !== ''", 'secret !== undefined'],
			['signature: capital letters are refused', '.toLowerCase()', ''],
			['signature: the digest is cut', '.update(rawBody)', '.update(rawBody.subarray(0, 64))'],
		],
	),
	...inFile(
		'nodes/shared/receiveCallback.ts',
		['trigger', 'resume'],
		[
			[
				'callback: an old secret alone is enough',
				'isUsableSecret(webhookSecret) ? [webhookSecret, previousWebhookSecret] : []',
				'[webhookSecret, previousWebhookSecret]',
			],
			['callback: the old secret is refused', ', previousWebhookSecret] :', '] :'],
			['callback: unsigned gets 403', 'status: 401', 'status: 400'],
			['callback: unreadable gets 401', 'status: 400, reason', 'status: 401 as 400, reason'],
		],
	),
	...inFile(
		'pharlo/event.ts',
		['event', 'trigger'],
		[
			[
				'event: what names no platform is filtered out',
				'value === undefined || value === null || wanted',
				'wanted',
			],
			[
				'event: an empty list of statuses lets nothing pass',
				'filter.statuses.length === 0 || ',
				'',
			],
		],
	),
	...inFile(
		'pharlo/outcome.ts',
		['outcome', 'resume', 'wait'],
		[
			[
				'outcome: failed is not final',
				"'published', 'failed', 'cancelled'];",
				"'published', 'cancelled'];",
			],
			[
				'outcome: processing is final',
				"'published', 'failed', 'cancelled'];",
				"'published', 'failed', 'cancelled', 'processing'];",
			],
			[
				'outcome: cancelled is not final',
				"'published', 'failed', 'cancelled'];",
				"'published', 'failed'];",
			],
			['outcome: the resume URL is shown', "omit(assignment, 'callbackUrl')", 'omit(assignment)'],
		],
	),
	...inFile(
		'pharlo/wait.ts',
		['wait', 'resume'],
		[
			[
				'wait: an event changes all',
				'assignment.id === event.assignmentId ?',
				'event.assignmentId ?',
			],
			['wait: a list undoes what has ended', ' || isFinal(assignment.status) ?', ' ?'],
			['wait: news may change the place', '...told, id, itemIndex,', '...told, id,'],
			['wait: the resume URL is stored', "omit(news, 'callbackUrl')", 'omit(news)'],
		],
	),
	...inFile(
		'nodes/Pharlo/waiting/resume.ts',
		['resume'],
		[
			[
				'resume: any assignment will do',
				'.some(({ id }) => id === event.assignmentId) !== true',
				' === undefined',
			],
			['resume: any status will do', 'if (!isFinal(event.status)) return stayWaiting();', ''],
			['resume: the first of several is enough', 'openOnes(all).length === 0 ?', 'true ?'],
			['resume: all who share an answer go on', 'isFirst && ', ''],
			['resume: a fault is acknowledged', "503, 'Could", "200, 'Could"],
			['resume: what was heard is forgotten', 'remember(key, event);', ''],
		],
	),
	...inFile(
		'nodes/Pharlo/waiting/requireCallbacks.ts',
		['create-and-wait', 'tool'],
		[
			['wait: also as a tool', 'if (isTool(call)) {', 'if (false) {'],
			['wait: also without a secret', 'if (!isUsableSecret(webhookSecret)) {', 'if (false) {'],
			['wait: also where Pharlo cannot call', 'isPrivateAddress(resumeUrl) &&', 'false &&'],
		],
	),
	...inFile(
		'nodes/Pharlo/waiting/suspend.ts',
		['create-and-wait'],
		[
			['time-out: the input is handed on', 'if (input !== undefined) input.json = json;', ''],
			['time-out: seconds instead of minutes', 'MINUTE_MS = 60_000', 'MINUTE_MS = 1000'],
			['time-out: counts from now', 'new Date(latestStart +', 'new Date(Date.now() +'],
		],
	),
	...inFile(
		'nodes/Pharlo/waiting/look.ts',
		['create-and-wait'],
		[
			['look: a fault ends the wait', '.catch(() => [])', ''],
			[
				'look: another execution’s post passes for ours',
				'!== new URL(resumeUrl)',
				'=== new URL(resumeUrl)',
			],
		],
	),
	...inFile(
		'nodes/Pharlo/actions/assignment/createAndWait.operation.ts',
		['create-and-wait', 'old-n8n'],
		[
			['outputs: also on an old n8n', '!byOutcome || canSplitOutputs()', 'true'],
			['several: those created before are not named', 'created.length > 0 &&', 'false &&'],
			['wait: also for what has ended', 'openOnes(wait.assignments).length === 0', 'false'],
		],
	),
	...inFile(
		'nodes/Pharlo/actions/assignment/batch.ts',
		['create-and-wait'],
		[
			[
				'several: different external IDs are taken',
				'if (ids.size === 1) return',
				'if (ids.size > 0) return',
			],
			['several: the delay changes with each attempt', 'startedAt?.run === call.run', 'false'],
		],
	),
	...inFile(
		'pharlo/retry.ts',
		['retry', 'retries'],
		[
			['retry: for ever', 'attempt >= MAX_ATTEMPTS ||', ''],
			['retry: what must happen once too, after a fault', 'isRepeatable && PASSING', 'PASSING'],
			[
				'retry: what must happen once too, after a break',
				'(isRepeatable || neverArrived(fault.connectionCode))',
				'true',
			],
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
		['retries', 'errors', 'create.test'],
		[
			[
				'request: redirects are followed',
				'disableFollowRedirect: true',
				'disableFollowRedirect: false',
			],
			['request: the path is not encoded', '.map(encodeURIComponent)', ''],
			['request: a stopped execution goes on', 'await pause(wait, signal);', 'await pause(wait);'],
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
		'pharlo/existing.ts',
		['existing', 'create.test'],
		[
			['existing: any of several', 'unnamed.length === 1 ?', 'unnamed.length > 0 ?'],
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
		['create.test', 'retries'],
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
			['key: the same in each execution', 'run.executionId,', ''],
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
			['lists: one page', 'if (!hasMore) break;', 'break;'],
			['lists: the limit is not kept', 'return found.slice(0, max);', 'return found;'],
		],
	),
	...inFile(
		'pharlo/lifecycle.ts',
		['lifecycle'],
		[['advice: on another state', "failed: 'Retry queues it once more'", "failed: ''"]],
	),
];
