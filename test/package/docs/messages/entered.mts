import type { INodeParameters } from 'n8n-workflow';

import { connection, createVideo, form, savedForm } from '../../../harness/parameters.mts';
import type { Pharlo } from '../../../harness/pharlo.mts';
import { complaint, creating, type Producer } from './producer.mts';

function at(scheduledAt: string, zone = 'Europe/Berlin'): ReturnType<typeof creating> {
	const timezone = { __rl: true, mode: 'name', value: zone };
	return creating({ publish: 'scheduled', scheduledAt, timezone });
}

function video(form: Record<string, unknown>): ReturnType<typeof creating> {
	return creating({ payloadForm: savedForm({ title: 'Product Demo', ...form }) });
}

/** A form whose only field has limits of its own, as Pharlo's live list may have. */
function limited(rules: object, value: unknown): ReturnType<typeof creating> {
	const field = { id: 'x', label: 'Thumbnail Second', kind: 'number', ...rules };
	const schema = [{ id: field.id, displayName: field.label, removed: false, rules: field }];
	const payloadForm = { mappingMode: 'defineBelow', value: { x: value }, schema };
	return creating({ payloadForm: payloadForm as unknown as INodeParameters });
}

function json(payloadJson: string): ReturnType<typeof creating> {
	return creating({ payloadMode: 'json', payloadJson });
}

function operation(
	resource: string,
	name: string,
	parameters: INodeParameters = {},
): (pharlo: Pharlo) => Promise<string> {
	return async (pharlo) => await complaint(pharlo, { resource, operation: name, ...parameters });
}

function updating(parameters: INodeParameters): (pharlo: Pharlo) => Promise<string> {
	const when = { assignmentId: 'a1', scheduledAt: '2036-01-01T10:00' };
	return operation('assignment', 'update', { ...when, ...parameters });
}

function filtering(filters: INodeParameters): (pharlo: Pharlo) => Promise<string> {
	return operation('assignment', 'retryFailed', { filters });
}

const EXPIRED = 'https://cdn.example.com/a.mp4?X-Amz-Date=20260101T000000Z&X-Amz-Expires=3600';

/** n8n itself looks at what is typed in, but not at what an expression gives. */
async function requiredByN8n(pharlo: Pharlo): Promise<string> {
	const thrown: unknown = await creating({ connectionId: connection('') })(pharlo).catch(
		(error: unknown) => error,
	);
	return /Parameter .*$/m.exec(String(thrown))?.[0] ?? String(thrown);
}

const NOTHING = '={{ "" }}';

/** What is refused before anything is sent. */
export const entered: readonly Producer[] = [
	['Parameter "…" is required.', requiredByN8n],
	[
		"'…' and '…' are empty",
		creating({ payloadForm: savedForm({ privacy: 'public' }), mediaUrl: '' }),
	],
	["'Connection' is empty", creating({ connectionId: connection(NOTHING) })],
	[
		"'Platform' is empty",
		operation('platform', 'getCapabilities', { platform: connection(NOTHING) }),
	],
	["'Media URL' is empty", creating({ mediaUrl: '' })],
	["'Media URL' is a reference to a file in n8n", creating({ mediaUrl: 'filesystem-v2:abc' })],
	["'Media URL' is a path on one machine", creating({ mediaUrl: '/home/node/demo.mp4' })],
	["'Media URL' holds the file itself", creating({ mediaUrl: 'data:video/mp4;base64,AA' })],
	["'Media URL' is '…', which is not a web address", creating({ mediaUrl: 'demo.mp4' })],
	[
		"'Media URL' points to …, which Pharlo cannot reach",
		creating({ mediaUrl: 'http://192.168.0.7/demo.mp4' }),
	],
	[
		"'Media URL' is a page of …, not the file itself",
		creating({ mediaUrl: 'https://drive.google.com/file/d/1a2b/view' }),
	],
	["'Media URL' expires at …, before the post is published", creating({ mediaUrl: EXPIRED })],
	["'Date and Time' is empty", at(NOTHING)],
	["'Date and Time' is in the past: …", at('2025-07-01T09:00:00')],
	["'Date and Time' is only a date: '…'", at('2036-07-01')],
	["'Date and Time' is only a time of day: '…'", at('18:00')],
	["'Date and Time' has the offset …, which no time zone has", at('2036-07-01T09:00:00+27:00')],
	[
		"'Date and Time' has the offset …, but the offset of … is … then",
		at('2036-07-01T09:00:00+01:00[Europe/Berlin]'),
	],
	[
		"'Date and Time' names the time zone '…', which does not exist",
		at('2036-07-01T09:00:00[Mars/Olympus]'),
	],
	["'Date and Time' is in the hour that daylight saving skips in …", at('2036-03-30T02:30:00')],
	["'Date and Time' is '…', which is not a date and time", at('tomorrow')],
	["'Date and Time' is of type …, which is not a date and time", at('={{ 46000 }}')],
	["'Time Zone' is '…', which is not a time zone", at('2036-07-01T09:00:00', 'MESZ')],
	["'Payload' is empty", creating({ payloadForm: form({}) })],
	["'Title' is empty", creating({ payloadForm: savedForm({ description: 'x' }) })],
	["'…' has … characters, Pharlo allows …", video({ title: 'x'.repeat(101) })],
	[
		"'…' has … characters, Pharlo requires at least …",
		limited({ kind: 'text', minLength: 5 }, 'abc'),
	],
	[
		"'…' has … characters in total, Pharlo allows …",
		video({ tags: ['x'.repeat(300), 'y'.repeat(300)] }),
	],
	["'…' has … entries, Pharlo allows …", limited({ kind: 'list', maxItems: 2 }, 'a, b, c')],
	["'…' is '…', which is not one of its options", video({ privacy: 'everyone' })],
	[
		"'Link' is '…', which is not a web address",
		creating({ contentType: 'link', payloadForm: form({ message: 'x', link: 'demo' }) }),
	],
	["'…' is an object, not a text", video({ title: { text: 'x' } })],
	["'…' is a list, not a text", video({ title: ['x'] })],
	["'…' is a boolean, not a text", creating({ options: { externalId: '={{ true }}' } })],
	["'…' is …, not a list", updating({ changes: '={{ "schedule" }}' })],
	["'…' is not a number", limited({}, 'soon')],
	["'…' is …", limited({ maximum: 10 }, 11)],
	["'Payload (JSON)' is not valid JSON: …", json('{"title": "The "best" demo"}')],
	["'Payload (JSON)' is not an object", json('["Product Demo"]')],
	["'Idempotency Key' is empty", creating({ options: { idempotency: 'own' } })],
	[
		"'Callback URL' is '…', which is not a web address",
		creating({ options: { callbackUrl: 'n8n.example.com' } }),
	],
	[
		"'Default Callback URL' of the Pharlo credential is not a web address",
		creating({}, { credential: { defaultCallbackUrl: 'n8n.example.com' } }),
	],
	["'Assignment ID' has no ID", operation('assignment', 'get', { assignmentId: NOTHING })],
	["'Ticket ID' is empty", operation('connectChannel', 'getStatus', { ticketId: NOTHING })],
	[
		"'Connection ID' is empty",
		operation('connectChannel', 'waitUntilConnected', {
			ticketId: 't1',
			options: { connectionId: NOTHING },
		}),
	],
	[
		"'Expires At' is '…', which is not a date and time",
		operation('connectChannel', 'waitUntilConnected', { ticketId: 't1', expiresAt: 'soon' }),
	],
	[
		"'Redirect URL' is '…', which is not a web address",
		operation('connectChannel', 'createLink', { redirectUrl: 'thanks' }),
	],
	["'Change' is empty", updating({ changes: '={{ [] }}' })],
	[
		"'Update Fields' is empty",
		operation('connection', 'update', { connectionId: connection('c1'), updateFields: {} }),
	],
	["'…' is not a whole number of at least …", operation('assignment', 'getAll', { limit: 0 })],
	["'…' is not a number above 0 …", creating({ options: { timeoutSeconds: 0 } })],
	["'…' is not a number of at least …", filtering({ createdWithinHours: '={{ "day" }}' })],
	["'…' is '…', which is not one of its options", creating({ payloadMode: '={{ "xml" }}' })],
	["'Content Type' is empty", creating({ contentType: NOTHING })],
	[
		"'Payload (JSON)' is empty",
		updating({ changes: ['payload'], payloadMode: 'json', payloadJson: '{}' }),
	],
	["'…' in 'Payload (JSON)' is empty", json('{"title": "Product Demo", "privacy": null}')],
	["'External ID' is empty", filtering({ externalId: NOTHING })],
	["'…' is empty", video({ privacy: NOTHING })],
	["'…' is not an ID", operation('assignment', 'get', { assignmentId: '..' })],
	[
		"'…' is not an ID: it contains half of a character",
		operation('assignment', 'get', { assignmentId: '={{ "a😀".slice(0, 2) }}' }),
	],
	[
		"'…' is neither true nor false",
		operation('connection', 'update', {
			connectionId: connection('c1'),
			updateFields: { isActive: '={{ "maybe" }}' },
		}),
	],
	[
		"'External ID' differs between the items that are waited for together",
		async (pharlo) =>
			await complaint(
				pharlo,
				{
					...createVideo({ options: { externalId: '={{ $json.row }}' } }),
					operation: 'createAndWait',
				},
				{ items: [{ row: '1' }, { row: '2' }] },
			),
	],
	[
		"'Operation' is '…', which this version of the Pharlo node does not have for '…'",
		operation('assignment', 'teleport'),
	],
];
