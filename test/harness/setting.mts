import './environment.mts';

import { ExecutionLifecycleHooks } from 'n8n-core';
import {
	ICredentialsHelper,
	NodeConnectionTypes,
	Workflow,
	type IConnections,
	type ICredentialDataDecryptedObject,
	type IHttpRequestOptions,
	type INode,
	type INodeType,
	type INodeTypes,
	type IWorkflowSettings,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { PharloApi } from '../../credentials/PharloApi.credentials.ts';
import { Pharlo } from '../../nodes/Pharlo/Pharlo.node.ts';
import { PharloTrigger } from '../../nodes/Pharlo/PharloTrigger.node.ts';
import { agent, loop, oneByOne, pass, start } from './nodes.mts';

/** Returns the tool version of a node, as n8n generates it, without what n8n adds to its panel. */
export function asTool(type: INodeType): INodeType {
	return Object.assign(Object.create(type) as INodeType, {
		description: {
			...type.description,
			name: `${type.description.name}Tool`,
			inputs: [],
			outputs: [NodeConnectionTypes.AiTool],
		},
	});
}

const TYPES: Record<string, INodeType> = {
	start,
	loop,
	oneByOne,
	pass,
	agent,
	pharlo: new Pharlo(),
	pharloTool: asTool(new Pharlo()),
	trigger: new PharloTrigger(),
};

function nodeTypes(more: RunOptions['types'] = {}): INodeTypes {
	const required = (name: string): INodeType => {
		const type = more[name] ?? TYPES[name];
		if (type === undefined) throw new Error(`Unknown node type ${name}`);
		return type;
	};
	return {
		getByName: required,
		getByNameAndVersion: required,
		getKnownTypes: () => ({}),
	};
}

/** A credentials helper with one credential, which authenticates with our own class. */
class Credentials extends ICredentialsHelper {
	readonly #type = new PharloApi();

	constructor(readonly data: ICredentialDataDecryptedObject) {
		super();
	}

	override async authenticate(
		credentials: ICredentialDataDecryptedObject,
		_type: string,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		return await this.#type.authenticate(credentials, options);
	}

	override async getDecrypted(): Promise<ICredentialDataDecryptedObject> {
		return { ...this.data };
	}

	override getParentTypes = (): string[] => [];
	override isCredentialUsableByNode = (): boolean => true;
	override preAuthentication = async (): Promise<undefined> => undefined;
	override runPreAuthentication = async (): Promise<undefined> => undefined;
	override getCredentialsProperties = () => this.#type.properties;
	override getCredentials = (): never => notNeeded();
	override updateCredentials = (): never => notNeeded();
	override updateCredentialsOauthTokenData = (): never => notNeeded();
}

function notNeeded(): never {
	throw new Error('Not needed in these tests');
}

export interface RunOptions {
	readonly credential: ICredentialDataDecryptedObject;
	readonly executionId?: string;
	/** How it was started; n8n's Retry makes it 'retry'. */
	readonly mode?: WorkflowExecuteMode;
	/** Token in the execution's resume URL; a new one by default. */
	readonly resumeToken?: string;
	readonly workflowId?: string;
	readonly timezone?: string;
	/** Aborts when the user stops the execution. */
	readonly stopSignal?: AbortSignal;
	/** Where n8n serves its files; see `files.mts`. */
	readonly restApiUrl?: string;
	readonly workflowSettings?: IWorkflowSettings;
	/** Additional node types. */
	readonly types?: Readonly<Record<string, INodeType>>;
}

/** Creates what n8n's engine needs to run these nodes. */
export function createWorkflowContext(
	nodes: INode[],
	connections: IConnections,
	options: RunOptions,
): { workflow: Workflow; additionalData: IWorkflowExecuteAdditionalData } {
	const { executionId = '1', workflowId = 'wf1', timezone = 'Europe/Berlin' } = options;
	const workflow = new Workflow({
		id: workflowId,
		name: 'Test',
		nodes,
		connections,
		active: false,
		nodeTypes: nodeTypes(options.types),
		settings: { executionOrder: 'v1', timezone, ...options.workflowSettings },
	});
	const additionalData = {
		credentialsHelper: new Credentials(options.credential),
		executionId,
		currentNodeExecutionIndex: 0,
		hooks: new ExecutionLifecycleHooks('manual', executionId, {
			id: workflowId,
			name: 'Test',
			active: false,
			activeVersionId: null,
			isArchived: false,
			createdAt: new Date(),
			updatedAt: new Date(),
			nodes,
			connections,
		}),
		instanceBaseUrl: 'http://127.0.0.1/',
		restApiUrl: options.restApiUrl ?? '',
		webhookBaseUrl: '',
		webhookWaitingBaseUrl: 'http://127.0.0.1/webhook-waiting',
		webhookTestBaseUrl: '',
		formBaseUrl: '',
		formWaitingBaseUrl: 'http://127.0.0.1/form-waiting',
		formTestBaseUrl: '',
		variables: {},
	} as unknown as IWorkflowExecuteAdditionalData;
	return { workflow, additionalData };
}

export function node(
	name: string,
	type: string,
	parameters: INode['parameters'] = {},
	more: Partial<INode> = {},
): INode {
	return { id: `id-${name}`, name, type, typeVersion: 1, position: [0, 0], parameters, ...more };
}

/** n8n's own Webhook node, which starts an execution for a POST and responds immediately. */
export function webhook(name: string, path: string): INode {
	return node(
		name,
		'n8n-nodes-base.webhook',
		{ httpMethod: 'POST', path, responseMode: 'onReceived', options: {} },
		{ typeVersion: 2.1, webhookId: path },
	);
}

export function chain(...names: string[]): IConnections {
	const connections: IConnections = {};
	names.slice(1).forEach((to, index) => {
		const from = names[index] ?? '';
		connections[from] = { main: [[{ node: to, type: NodeConnectionTypes.Main, index: 0 }]] };
	});
	return connections;
}
