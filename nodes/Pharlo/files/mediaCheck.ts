import type { IDataObject, IExecuteFunctions, IN8nHttpFullResponse } from 'n8n-workflow';

import { codeOf } from '../transport/failedAttempt';

/** Milliseconds for one address. */
const TIMEOUT_MS = 10_000;

/**
 * Asks for the headers of a media file at its public address: seen from n8n, which may reach other
 * addresses than Pharlo does. Nothing of the file itself is downloaded.
 *
 * @returns what an item of a check says of the media
 */
export async function checkMedia(
	{ helpers }: IExecuteFunctions,
	url: string,
): Promise<IDataObject> {
	try {
		const { statusCode, headers } = (await helpers.httpRequest({
			method: 'HEAD',
			url,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			timeout: TIMEOUT_MS,
		})) as IN8nHttpFullResponse;
		const length = Number(headers['content-length'] ?? NaN);
		return {
			seenFrom: 'n8n',
			reachable: statusCode >= 200 && statusCode < 300,
			status: statusCode,
			type: headers['content-type'] === undefined ? null : String(headers['content-type']),
			size: Number.isNaN(length) ? null : length,
			ranges: headers['accept-ranges'] === 'bytes',
		};
	} catch (error) {
		const reason = codeOf(error) ?? (error instanceof Error ? error.message : String(error));
		return { seenFrom: 'n8n', reachable: false, reason };
	}
}
