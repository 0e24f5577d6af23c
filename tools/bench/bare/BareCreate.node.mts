import {
	NodeConnectionTypes,
	type IDataObject,
	type IExecuteFunctions,
	type IHttpRequestOptions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import pLimit from 'p-limit';

/**
 * The minimal node that creates assignments: one request per item, without validation and retries.
 */
export class BareCreate implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Bare Create',
		name: 'bareCreate',
		group: ['transform'],
		version: 1,
		description: '',
		defaults: { name: 'Bare Create' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'pharloApi', required: true }],
		properties: [
			{ displayName: 'Title', name: 'title', type: 'string', default: '' },
			{ displayName: 'Body', name: 'body', type: 'json', default: '{}' },
			{ displayName: 'Concurrent', name: 'concurrent', type: 'number', default: 1 },
			{ displayName: 'Read Credential Once', name: 'readOnce', type: 'boolean', default: false },
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const items = this.getInputData();
		const body = JSON.parse(this.getNodeParameter('body', 0) as string) as IDataObject;
		const limit = pLimit(this.getNodeParameter('concurrent', 0) as number);
		// Without this, n8n decrypts the credential for each request.
		const credential =
			this.getNodeParameter('readOnce', 0) === true
				? { id: '', name: '', type: 'pharloApi', data: await this.getCredentials('pharloApi') }
				: undefined;
		// Evaluating expressions between the requests costs n8n more CPU time, as measured.
		const titles = items.map((_, item) => this.getNodeParameter('title', item));
		const create = async (title: unknown, item: number): Promise<INodeExecutionData> => {
			const idempotencyKey = `${this.getExecutionId()}-${item}`;
			const request: IHttpRequestOptions = {
				method: 'POST',
				url: '/api/v1/assignments',
				body: {
					...body,
					payload: { ...(body.payload as IDataObject), title },
					externalId: idempotencyKey,
					idempotencyKey,
				},
				json: true,
			};
			const json = (await this.helpers.httpRequestWithAuthentication.call(
				this,
				'pharloApi',
				request,
				credential && { credentialsDecrypted: credential },
			)) as IDataObject;
			return { json, pairedItem: { item } };
		};
		return [await Promise.all(titles.map(async (title, item) => await limit(create, title, item)))];
	}
}
