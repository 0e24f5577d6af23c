import { inFile, type Mutation } from './mutation.mts';

/** What ends a wait, and what it ends with. */
export const WAITING: readonly Mutation[] = [
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
		'nodes/Pharlo/actions/assignment/waitForCompletion.operation.ts',
		['stopping', 'wait-for-completion'],
		[['completion: a stop is not heeded', ', call?.context.getExecutionCancelSignal()', '']],
	),
	...inFile(
		'nodes/Pharlo/actions/connectChannel/waitUntilConnected.operation.ts',
		['stopping', 'channels'],
		[
			['connected: a stop is not heeded', 'left + 100), signal)', 'left + 100))'],
			[
				'connected: a fault ends it',
				'if (isPassing(ticket) && Date.now() < end) return { ticketId };',
				'',
			],
			[
				'connected: only pending is waited for',
				'ENDED.includes(ticket.status)',
				"ticket.status !== 'pending'",
			],
		],
	),
	...inFile(
		'nodes/Pharlo/actions/connectChannel/ticket.ts',
		['tolerance'],
		[['ticket: one that is gone is a fault', "'410'", "'499'"]],
	),
	...inFile(
		'nodes/transport/pause.ts',
		['stopping'],
		[
			[
				'pause: a stop is not heeded',
				"signal?.addEventListener('abort', onCancel, { once: true });",
				'',
			],
		],
	),
	...inFile(
		'nodes/Pharlo/waiting/shareCall.ts',
		['share-call'],
		[['share: nobody waits for the others', 'GATHER_MS = 1000', 'GATHER_MS = 100']],
	),
	...inFile(
		'nodes/Pharlo/waiting/look.ts',
		['create-and-wait'],
		[
			['look: a stop is not heeded', ', call.context.getExecutionCancelSignal()', ''],
			['look: a fault ends the wait', 'if (listed === undefined) return NOTHING;', ''],
			['look: what is listed elsewhere is waited for', 'alreadyExisted === true &&', 'false &&'],
			[
				'look: another execution’s post passes for ours',
				'!== new URL(resumeUrl)',
				'=== new URL(resumeUrl)',
			],
		],
	),
	...inFile(
		'nodes/Pharlo/actions/assignment/lookOnce.ts',
		['create-and-wait'],
		[
			[
				'several: what reports elsewhere is waited for',
				'alreadyExisted === true',
				'alreadyExisted === 0',
			],
			['several: strays are waited for', '...strays,', ''],
			['several: what was created is not told', ', followedIds)', ', [])'],
		],
	),
	...inFile(
		'nodes/Pharlo/actions/assignment/createAndWait.operation.ts',
		['create-and-wait', 'old-n8n'],
		[
			['outputs: also on an old n8n', '!byOutcome || canSplitOutputs()', 'true'],
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
			[
				'several: the delay changes with each attempt',
				'startedAt?.run === call.settings.run',
				'false',
			],
		],
	),
];
