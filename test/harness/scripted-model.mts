import type { IDataObject } from 'n8n-workflow';

import { answering, type AnsweringServer } from './answering.mts';

/** One message of a conversation, in the form of OpenAI's chat completions API. */
export interface Message {
	readonly role: 'system' | 'user' | 'assistant' | 'tool';
	readonly content: string | null;
}

interface ChatRequest {
	readonly messages: readonly Message[];
	readonly tools?: ReadonlyArray<{
		readonly function: { readonly name: string; readonly parameters: IDataObject };
	}>;
}

/** A tool that the model calls. */
export interface ToolCall {
	readonly tool: string;
	readonly args: IDataObject;
}

/**
 * What the model does at its turn: it calls a tool, or ends with an answer.
 *
 * @param last what the tool before has returned
 */
export type Turn = (last: string) => ToolCall | string;

/**
 * A chat model that follows a script, behind OpenAI's chat completions API: what an agent does with its
 * tools can be tested without a model that decides otherwise on another day.
 */
export class ScriptedModel {
	readonly requests: ChatRequest[] = [];
	#script: readonly Turn[] = [];

	private constructor(readonly server: AnsweringServer) {}

	static async start(): Promise<ScriptedModel> {
		const server = await answering((request, response) => {
			const parts: Buffer[] = [];
			request.on('data', (part: Buffer) => parts.push(part));
			request.on('end', () => {
				const path = request.url ?? '';
				if (request.method !== 'POST' || !path.endsWith('/chat/completions')) {
					response.writeHead(404).end(`{"error":{"message":"No ${path}"}}`);
					return;
				}
				const body = JSON.parse(Buffer.concat(parts).toString()) as ChatRequest;
				response.writeHead(200, { 'content-type': 'application/json' });
				response.end(JSON.stringify(model.#respond(body)));
			});
		});
		const model = new ScriptedModel(server);
		return model;
	}

	/** The data of an `openAiApi` credential that leads here. */
	get credential(): IDataObject {
		return { apiKey: 'sk-none', url: `${this.server.url}/v1`, header: false };
	}

	/** Every conversation from now on follows this script. */
	follow(script: readonly Turn[]): void {
		this.#script = script;
		this.requests.length = 0;
	}

	/** What the tools have returned in the conversation, in the order of the calls. */
	get results(): string[] {
		return resultsIn(this.requests.at(-1));
	}

	/** The parameters that each tool offers to the model, by the tool's name. */
	get offered(): Record<string, string[]> {
		const tools = this.requests[0]?.tools ?? [];
		return Object.fromEntries(
			tools.map(({ function: { name, parameters } }) => [
				name,
				Object.keys(parameters.properties ?? {}),
			]),
		);
	}

	async close(): Promise<void> {
		await this.server.close();
	}

	#respond(request: ChatRequest): IDataObject {
		this.requests.push(request);
		const results = resultsIn(request);
		const next = this.#script[results.length]?.(results.at(-1) ?? '') ?? 'The script has ended';
		const message =
			typeof next === 'string'
				? { role: 'assistant', content: next }
				: { role: 'assistant', content: null, tool_calls: [toolCall(next, results.length)] };
		return {
			id: 'chat',
			object: 'chat.completion',
			created: 0,
			model: 'scripted',
			choices: [
				{ index: 0, message, finish_reason: typeof next === 'string' ? 'stop' : 'tool_calls' },
			],
			usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
		};
	}
}

function toolCall({ tool, args }: ToolCall, turn: number): IDataObject {
	return {
		id: `call-${turn}`,
		type: 'function',
		function: { name: tool, arguments: JSON.stringify(args) },
	};
}

function resultsIn(request: ChatRequest | undefined): string[] {
	const messages = request?.messages ?? [];
	return messages.flatMap(({ role, content }) => (role === 'tool' ? [content ?? ''] : []));
}

/** What a tool has returned, as n8n hands it to the model: the first item of a list. */
export function firstOf(result: string): IDataObject {
	const json = JSON.parse(result) as IDataObject | IDataObject[];
	return Array.isArray(json) ? (json[0] ?? {}) : json;
}
