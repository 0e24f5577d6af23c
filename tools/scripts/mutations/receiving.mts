import { inFile, type Mutation } from './mutation.mts';

/** What may start or wake a workflow: signatures, ages, duplicates, odd bodies. */
export const RECEIVING: readonly Mutation[] = [
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
				'callback: the credential is read for what no secret could fit',
				'if (readSignature(signature) === undefined) return { refusal: UNAUTHORIZED };',
				'',
			],
			['callback: unsigned gets 403', 'status: 401', 'status: 400'],
			['callback: unreadable gets 401', 'status: 400, reason', 'status: 401 as 400, reason'],
		],
	),
	...inFile(
		'nodes/shared/webhookSecrets.ts',
		['trigger', 'resume'],
		[
			[
				'callback: an old secret alone is enough',
				'isUsableSecret(webhookSecret) ? [webhookSecret, previousWebhookSecret] : []',
				'[webhookSecret, previousWebhookSecret]',
			],
			['callback: the old secret is refused', ', previousWebhookSecret] :', '] :'],
			['secrets: a removed one works for ever', '< SECRETS_MEMORY_MS', '< Infinity'],
			['secrets: nothing is remembered', 'isRecent ? remembered : ', ''],
			['secrets: a new one has to wait', 'first.startedAt < cameAt &&', 'false &&'],
			[
				'secrets: each forgery reads them',
				'latest !== undefined && latest.startedAt >= time',
				'false',
			],
			['secrets: all triggers have the same', 'context.getWorkflow().id, id', "'', id"],
			['secrets: a failed reading is remembered', 'readings.get(key) === reading', 'false'],
		],
	),
	...inFile(
		'nodes/shared/handleCallback.ts',
		['trigger', 'resume'],
		[
			['callback: a fault is acknowledged', "503, 'Could", "200, 'Could"],
			['callback: what is refused is handled', "'refusal' in received", 'false'],
		],
	),
	...inFile(
		'nodes/PharloTrigger/settings.ts',
		['trigger-tolerance', 'trigger'],
		[
			[
				'settings: a text is no filter',
				"typeof value === 'string' ? value.split(',') : value",
				'value',
			],
			[
				'settings: what is no list switches the filter off',
				"throw new Refusal(`${field} is not a list of texts`, 'Choose from the list, or give IDs.');",
				'return [];',
			],
		],
	),
	...inFile(
		'pharlo/event.ts',
		['event', 'trigger'],
		[
			[
				'event: what names no platform is filtered out',
				"typeof value !== 'string' || wanted.includes(value)",
				'wanted.includes(String(value))',
			],
			[
				'event: an empty list of statuses lets nothing pass',
				'filter.statuses.length === 0 || ',
				'',
			],
		],
	),
	...inFile(
		'pharlo/duplicates.ts',
		['duplicates'],
		[
			[
				'duplicates: another status is one',
				'[assignmentId, status, timestamp]',
				'[assignmentId, timestamp]',
			],
			[
				'duplicates: another time is one',
				'[assignmentId, status, timestamp]',
				'[assignmentId, status]',
			],
			[
				'duplicates: what has no time is one',
				"typeof timestamp !== 'string' || timestamp === ''",
				'false',
			],
		],
	),
	...inFile(
		'nodes/PharloTrigger/duplicates.ts',
		['trigger-duplicates'],
		[
			['duplicates: none is recognized', "if (known === STARTED) return 'duplicate';", ''],
			['duplicates: two at once both start', 'await known.closed;', 'break;'],
			['duplicates: what failed counts as started', 'statusCode < 300', 'statusCode < 600'],
			[
				'duplicates: who hung up is waited for',
				"if (known.response.destroyed) return 'unclear';",
				'',
			],
			['duplicates: the memory grows', 'closed }, MAX_EVENTS)', 'closed }, Infinity)'],
			['duplicates: the triggers grow', 'events, MAX_TRIGGERS)', 'events, Infinity)'],
			[
				'duplicates: workflows share a memory',
				'${context.getWorkflow().id} ${context.getNode().id}',
				'${context.getNode().id}',
			],
		],
	),
	...inFile(
		'pharlo/age.ts',
		['age'],
		[
			['age: the future is recent', 'age >= -CLOCK_DIFFERENCE_MS', 'true'],
			['age: the past is recent', 'age <= maxAgeMinutes * MINUTE_MS + CLOCK_DIFFERENCE_MS', 'true'],
			[
				'age: a time without an offset is read',
				'(Z|[+-]\\d\\d:\\d\\d)$/i',
				'(Z|[+-]\\d\\d:\\d\\d)?$/i',
			],
		],
	),
	...inFile(
		'pharlo/json.ts',
		['event.test', 'trigger-hostile'],
		[
			[
				'json: any depth',
				"if (depth === MAX_DEPTH) throw new RangeError('Nested too deeply');",
				'',
			],
			['json: prototypes', 'Reflect.deleteProperty(object, key)', 'void [object, key]'],
			['json: bytes that are no text', 'fatal: true', 'fatal: false'],
		],
	),
];
