import type {
	IDataObject,
	IExecuteFunctions,
	IHttpRequestMethods,
	ILoadOptionsFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';

import type { Intent } from '../../../domain/advice';

/** n8n's contexts from which Pharlo is called. */
export type PharloContext = IExecuteFunctions | ILoadOptionsFunctions | IWebhookFunctions;

/** A request to Pharlo and, by its {@link Intent}, the words for when it fails. */
export interface PharloRequest extends Intent {
	readonly method: IHttpRequestMethods;
	/** Parts of the path below the API prefix; each is encoded, so that an ID cannot leave its place. */
	readonly path: readonly string[];
	readonly query?: IDataObject;
	readonly body?: IDataObject;
	/** Whether Pharlo does it once, however often it is asked; true for every GET. */
	readonly isRepeatable?: boolean;
}

/** A request for a list; the client adds the page. */
export type ListRequest = Omit<PharloRequest, 'method' | 'body'>;

/** A 2xx response. */
export interface PharloResponse {
	readonly status: number;
	/** With lower-case names, as Node gives them. */
	readonly headers: Readonly<Record<string, unknown>>;
	/** Parsed JSON, or the text where it is not JSON. */
	readonly body: unknown;
}
