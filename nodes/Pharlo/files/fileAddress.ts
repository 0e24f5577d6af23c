import type { IBinaryData, IExecuteFunctions, IN8nHttpFullResponse } from 'n8n-workflow';

import type { InvalidInputError } from '../../../domain/errors';
import { addressLifetime, isStoredWith, plainFileName } from '../../../domain/fileAddress';
import { isPrivateAddress, normalizeBaseUrl } from '../../../domain/webAddress';
import type { Run } from '../execution/itemContext';
import { codeOf } from '../transport/failedAttempt';
import { fileError, type InputFile } from './inputFile';

/** A file that Pharlo can download. */
export interface PublicFile {
	/** Gives the file to whoever has it, so it must not be shown. */
	readonly url: string;
	/** The file as it is handed on: stored with this execution. */
	readonly data: IBinaryData;
}

/** Gives the files of a run their addresses. */
export class FileAddresses {
	#checked: Promise<void> | undefined;
	/** One file may be published on several connections. */
	readonly #stored = new Map<IBinaryData, Promise<IBinaryData>>();

	/** @param instead what an error recommends where n8n cannot serve the file; follows a comma */
	constructor(
		private readonly run: Run,
		private readonly instead: string,
	) {}

	/**
	 * Checks whether Pharlo could download a file, without storing anything.
	 *
	 * @param isAsked whether n8n is asked for it, or for another one of the run, as Pharlo will do
	 * @throws {InvalidInputError} where it could not
	 */
	async check(file: InputFile, isAsked: boolean): Promise<void> {
		// One that is in the item itself is not stored yet; any ID tells where n8n would serve it.
		const { id = 'database:unknown' } = file.data;
		const url = this.#sign(file, { ...file.data, id }, '1m');
		this.#requirePublic(file, url);
		if (isAsked && file.data.id !== undefined) {
			await (this.#checked ??= this.#askFor(file, url));
		}
	}

	/**
	 * Stores a file with this execution, where it is not yet, and gives it an address of its own.
	 *
	 * @param publishAt when Pharlo downloads it
	 * @param isAsked as in {@link check}, for a file that could not be asked for before it is stored
	 * @throws {InvalidInputError} where n8n gives it no address
	 */
	async addressOf(file: InputFile, publishAt: Date, isAsked: boolean): Promise<PublicFile> {
		const lifetime = addressLifetime(publishAt, new Date());
		if (this.#isLasting(file)) return this.#publish(file, lifetime);
		const stored = { ...file, data: await this.#store(file), storedType: file.type };
		if (file.data.id === undefined) await this.check(stored, isAsked);
		return this.#publish(stored, lifetime);
	}

	/** Whether it stays as long as the execution, and n8n says the right type and can send its name. */
	#isLasting({ name, type, storedType, data: { id = '' } }: InputFile): boolean {
		const { context } = this.run;
		return (
			isStoredWith(context.getExecutionId(), context.getMode(), id) &&
			type === storedType &&
			name === plainFileName(name)
		);
	}

	#publish(file: InputFile, lifetime: string): PublicFile {
		return { url: this.#sign(file, file.data, lifetime), data: file.data };
	}

	async #store(file: InputFile): Promise<IBinaryData> {
		const storing = this.#stored.get(file.data) ?? this.#storeOnce(file);
		this.#stored.set(file.data, storing);
		return await storing;
	}

	async #storeOnce(file: InputFile): Promise<IBinaryData> {
		const { helpers } = this.run.context;
		const { id, data: bytes } = file.data;
		const content =
			id === undefined ? Buffer.from(bytes, 'base64') : await helpers.getBinaryStream(id);
		const name = plainFileName(file.name) || file.field;
		const stored = await helpers.prepareBinaryData(content, name, file.type);
		return { ...stored, fileName: file.name };
	}

	#sign(file: InputFile, data: IBinaryData, lifetime: string): string {
		const { helpers } = this.run.context;
		if (typeof helpers.createBinarySignedUrl !== 'function') {
			throw this.#error(file, 'this n8n gives files no address', 'Update n8n to 1.90 or later');
		}
		if (data.id === undefined) {
			throw this.#error(
				file,
				'this n8n keeps files in memory, where they have no address',
				'Set the environment variable N8N_DEFAULT_BINARY_DATA_MODE of n8n to filesystem',
			);
		}
		try {
			return helpers.createBinarySignedUrl(data, lifetime);
		} catch (error) {
			const reason = error instanceof Error ? error.message : String(error);
			throw this.#error(file, `this n8n gives it no address: ${reason}`);
		}
	}

	#requirePublic(file: InputFile, url: string): void {
		const { baseUrl } = this.run.credential;
		if (!isPrivateAddress(url) || isPrivateAddress(normalizeBaseUrl(baseUrl))) return;
		throw this.#error(
			file,
			`${new URL(url).origin}, the address of this n8n, is reachable only in its own network`,
			'Set the environment variable N8N_WEBHOOK_URL (before n8n 2.35: WEBHOOK_URL) to the public address of this n8n',
		);
	}

	/** Asks n8n for a file, from outside as far as that is possible from here. */
	async #askFor(file: InputFile, url: string): Promise<void> {
		const { origin } = new URL(url);
		const served = await fetchHead(this.run.context, url);
		if ('fault' in served) {
			throw this.#error(
				file,
				`this n8n gets no response at its own address ${origin}: ${served.fault}`,
				'Correct the environment variable N8N_WEBHOOK_URL (before n8n 2.35: WEBHOOK_URL). If only n8n itself cannot reach it, turn off the option Check File Address',
			);
		}
		const difference = whyNotServed(served, file);
		if (difference === undefined) return;
		throw this.#error(
			file,
			`its address at ${origin} ${difference}`,
			`Let the reverse proxy in front of n8n pass ${new URL(url).pathname} on to n8n's main process`,
		);
	}

	#error(file: InputFile, reason: string, howTo?: string): InvalidInputError {
		const { instead } = this;
		return fileError(
			file,
			`a file that Pharlo cannot download: ${reason}`,
			howTo === undefined
				? `${instead.charAt(0).toUpperCase()}${instead.slice(1)}.`
				: `${howTo}, or ${instead}.`,
		);
	}
}

/** Milliseconds; n8n may have to open the file in a slow store. */
const CHECK_TIMEOUT_MS = 15_000;

type Served = Pick<IN8nHttpFullResponse, 'statusCode' | 'headers'>;

/**
 * By HEAD: n8n keeps a file open when a GET is ended early, until its garbage is collected (2.41.1,
 * measured), or for good (2.8.4).
 */
async function fetchHead(
	context: IExecuteFunctions,
	url: string,
): Promise<Served | { readonly fault: string }> {
	try {
		return (await context.helpers.httpRequest({
			method: 'HEAD',
			url,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			timeout: CHECK_TIMEOUT_MS,
		})) as IN8nHttpFullResponse;
	} catch (error) {
		return { fault: codeOf(error) ?? (error instanceof Error ? error.message : String(error)) };
	}
}

/** In what a response is not the file; undefined where it is. */
function whyNotServed({ statusCode, headers }: Served, file: InputFile): string | undefined {
	if (statusCode !== 200) return `responds with status ${statusCode}`;
	const type = withoutParameters(headers['content-type'] ?? '');
	if (type !== '' && type !== withoutParameters(file.storedType)) {
		return `returns something else, of the type ${type}`;
	}
	const length = Number(headers['content-length'] ?? file.size);
	return length === file.size ? undefined : `returns ${length} bytes instead of ${file.size}`;
}

/** The MIME type alone, such as `video/mp4` of `video/mp4; codecs="avc1"`. */
function withoutParameters(type: unknown): string {
	return String(type).split(';', 1)[0]?.trim().toLowerCase() ?? '';
}
