import { createHash } from 'crypto';
import type { IBinaryData, IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { InvalidInputError } from '../../../domain/errors';
import { isHeldFile, type FileFacts } from '../../../domain/fileAddress';
import { isOneOf } from '../../../domain/mediaLimits';
import { HEAD_LENGTH, mediaTakenBy, mediaTypeOf } from '../../../domain/mediaType';
import type { PlatformLimits } from './platformLimits';

/** A file of an input item, as n8n hands it on. */
export interface FoundFile {
	/** The display name of the parameter that names the field. */
	readonly label: string;
	readonly field: string;
	readonly data: IBinaryData;
}

/** A file of an input item that is fit to be published. */
export interface InputFile extends FoundFile, FileFacts {
	/** The type that n8n states when it serves the file. */
	readonly storedType: string;
	/** In hex, where it was asked for. */
	readonly sha256: string | undefined;
}

/** The error for a file that cannot be published; `what` follows the parameter and its value. */
export function fileError(
	{ label, field }: Pick<FoundFile, 'label' | 'field'>,
	what: string,
	howTo: string,
): InvalidInputError {
	return new InvalidInputError(`'${label}' is '${field}', ${what}`, howTo);
}

/**
 * Finds a file of an input item, without reading it.
 *
 * @param label the display name of the parameter that names the field
 * @throws {InvalidInputError} that names the fields that hold a file, where this one does not
 */
export function findFile(
	context: IExecuteFunctions,
	itemIndex: number,
	label: string,
	field: string,
): FoundFile {
	const { json = {}, binary } = context.getInputData()[itemIndex] ?? {};
	// A workflow can be set to keep files in the JSON; n8n puts them there.
	const files: IDataObject = { ...(json._files as IDataObject | undefined), ...binary };
	const data = Object.hasOwn(files, field) ? files[field] : followPath(context, itemIndex, field);
	if (isHeldFile(data)) return { label, field, data };
	const fields = Object.keys(files);
	throw fileError(
		{ label, field },
		Object.hasOwn(json, field)
			? 'a field of the JSON and not a file'
			: 'but the input item has no file in a field of that name',
		fields.length === 0
			? 'The item has no file at all. Check that the node before this one outputs one: its tab Binary shows it.'
			: `The item has a file in: ${fields.join(', ')}.`,
	);
}

/** A path into the JSON, for a workflow that keeps files there. */
function followPath(context: IExecuteFunctions, itemIndex: number, path: string): unknown {
	try {
		return context.helpers.assertBinaryData(itemIndex, path);
	} catch {
		return undefined;
	}
}

/** What is asked of a file. */
interface FileDemands {
	readonly contentType: string;
	/** What the platforms say about it; only asked for a file that is a video or an image. */
	readonly limits: PlatformLimits;
	readonly needsHash: boolean;
}

/** Looks at the files of a run; at one that several posts publish only once. */
export class FileInspector {
	readonly #seen = new Map<IBinaryData, Map<string, Promise<InputFile>>>();

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly limits: PlatformLimits,
	) {}

	/** As {@link inspectFile}. */
	async inspect(found: FoundFile, contentType: string, needsHash: boolean): Promise<InputFile> {
		const looks = this.#seen.get(found.data) ?? new Map<string, Promise<InputFile>>();
		this.#seen.set(found.data, looks);
		const { limits } = this;
		const demands = `${contentType} ${needsHash}`;
		const look =
			looks.get(demands) ?? inspectFile(this.context, found, { contentType, limits, needsHash });
		looks.set(demands, look);
		return await look;
	}
}

/**
 * Looks at a file before anything is created: its size, its first bytes, and all of them only for a hash.
 *
 * @throws {InvalidInputError} for a file that is gone or empty, and for one that Pharlo does not take
 */
async function inspectFile(
	context: IExecuteFunctions,
	found: FoundFile,
	{ contentType, limits, needsHash }: FileDemands,
): Promise<InputFile> {
	const { data } = found;
	const { fileSize, fileName, mimeType } = await getMetadata(context, found);
	if (fileSize === 0) {
		throw fileError(found, 'a file of 0 bytes', 'Check the node that made or downloaded it.');
	}
	const head = await readHead(await openFile(context, data));
	const storedType = mimeType ?? data.mimeType;
	const type = mediaTypeOf(head, storedType);
	const isMedia = type !== undefined && /^(video|image)\//.test(type);
	const { types, maxBytes = Infinity } = isMedia ? await limits.of(contentType) : {};
	const taken =
		types === undefined ? mediaTakenBy(contentType) : { types, words: types.join(', ') };
	if (!isMedia || !isOneOf(taken.types, type)) {
		throw fileError(
			found,
			`${describe(type)}, which Pharlo does not take for the content type ${contentType}`,
			`Pharlo takes ${taken.words}. Check the node that made or downloaded the file, or convert it first.`,
		);
	}
	if (fileSize > maxBytes) {
		throw fileError(
			found,
			`a file of ${fileSize} bytes, which is too large for the content type ${contentType}`,
			`Pharlo takes up to ${maxBytes} bytes. Compress the file first.`,
		);
	}
	return {
		...found,
		name: data.fileName ?? fileName ?? found.field,
		size: fileSize,
		type,
		storedType,
		sha256: needsHash ? await hash(await openFile(context, data)) : undefined,
	};
}

function describe(type: string | undefined): string {
	if (type === 'text/plain') return 'a text, such as an error page in place of the file';
	return type === undefined ? 'a file of an unknown type' : `a file of the type ${type}`;
}

interface Metadata {
	readonly fileSize: number;
	readonly fileName?: string | undefined;
	readonly mimeType?: string | undefined;
}

async function getMetadata(context: IExecuteFunctions, found: FoundFile): Promise<Metadata> {
	const { id, data, fileName, mimeType } = found.data;
	// A Code node may give the bytes themselves.
	if (id === undefined) {
		return { fileSize: Buffer.byteLength(data, 'base64'), fileName, mimeType };
	}
	try {
		return await context.helpers.getBinaryMetadata(id);
	} catch (error) {
		throw fileError(
			found,
			`a file that n8n no longer has: ${error instanceof Error ? error.message : String(error)}`,
			'Run the workflow again from the node that made or downloaded it.',
		);
	}
}

type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Nothing is read before its chunks are asked for, except what is in memory already. */
async function openFile(
	{ helpers }: IExecuteFunctions,
	{ id, data }: IBinaryData,
): Promise<Chunks> {
	return id === undefined ? [Buffer.from(data, 'base64')] : await helpers.getBinaryStream(id);
}

/** Reads the first bytes; leaving the loop closes the stream. */
async function readHead(chunks: Chunks): Promise<Uint8Array> {
	let head = Buffer.alloc(0);
	for await (const chunk of chunks) {
		head = Buffer.concat([head, chunk.subarray(0, HEAD_LENGTH - head.length)]);
		if (head.length >= HEAD_LENGTH) break;
	}
	return head;
}

async function hash(chunks: Chunks): Promise<string> {
	const sha256 = createHash('sha256');
	for await (const chunk of chunks) sha256.update(chunk);
	return sha256.digest('hex');
}
