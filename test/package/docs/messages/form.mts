import { getPayloadFields } from '../../../../nodes/Pharlo/methods/resourceMapping.ts';
import { answering } from '../../../harness/answering.mts';
import { editing } from '../../../harness/contexts.mts';
import { createVideo } from '../../../harness/parameters.mts';
import type { Pharlo } from '../../../harness/pharlo.mts';
import type { Producer } from './producer.mts';

/** What the form says in place of fields, or on the note above them. */
async function notice(contentType: string, credential: Pharlo['credential']): Promise<string> {
	const { fields, emptyFieldsNotice } = await getPayloadFields.call(
		editing(createVideo({ contentType }), { credential }),
	);
	return emptyFieldsNotice ?? String(fields[0]?.defaultValue);
}

/** While Pharlo gives the list in a form that nobody knows. */
function unreadable(contentType: string): (pharlo: Pharlo) => Promise<string> {
	return async (pharlo) => {
		pharlo.switch({ capabilities: 'junk' });
		return await notice(contentType, pharlo.credential);
	};
}

/** While something other than Pharlo answers. */
function unavailable(contentType: string): (pharlo: Pharlo) => Promise<string> {
	return async (pharlo) => {
		// The platform of the connection is known from now on.
		await notice(contentType, pharlo.credential);
		const server = await answering((_request, response) => response.writeHead(404).end());
		try {
			return await notice(contentType, { ...pharlo.credential, baseUrl: server.url });
		} finally {
			await server.close();
		}
	};
}

/** What the payload form shows where it has no list of Pharlo's. */
export const payloadForm: readonly Producer[] = [
	["Standard fields. Pharlo's own list is not available: …", unavailable('video')],
	["Standard fields. Pharlo's own list is not readable.", unreadable('video')],
	[
		"Pharlo's list of fields for … on … is not available: …. Set 'Specify Payload' to 'Using JSON'.",
		unavailable('short'),
	],
	[
		"Pharlo's list of fields for … on … is not readable. Set 'Specify Payload' to 'Using JSON'.",
		unreadable('short'),
	],
];
