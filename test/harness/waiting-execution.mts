import type { IDataObject, INode } from 'n8n-workflow';

import type { Wait, WaitingAssignment } from '../../domain/wait.ts';
import { resume } from '../../nodes/Pharlo/waiting/resume.ts';
import { FakeWebhook, signed, type FakeWebhookOptions } from './webhook-context.mts';

let executions = 0;

/** An execution that waits for assignments named by letters, and the Pharlo that calls it back. */
export class WaitingExecution {
	/** What Pharlo lists. It does not respond with a list when this is undefined. */
	rows: IDataObject[] | undefined = [];
	/** How many it has in all, if it says so. */
	total: number | undefined;
	/** Is awaited before Pharlo responds with its list. */
	beforeResponse: () => Promise<void> = async () => undefined;
	/** Requests to Pharlo. */
	readonly requests: IDataObject[] = [];
	/** Errors in n8n's log. */
	readonly errors: FakeWebhook['errors'] = [];
	readonly wait: Wait;
	readonly #prefix = `execution-${++executions}-`;

	constructor(
		names: string,
		more: Partial<Wait> = {},
		readonly node: Partial<INode> = {},
	) {
		this.wait = {
			assignments: [...names].map((name, itemIndex) => this.assignment(name, itemIndex)),
			failures: [],
			externalId: names.length > 1 ? 'batch' : null,
			limitMinutes: 60,
			byOutcome: false,
			...more,
		};
	}

	/** The ID of an assignment, which no other execution has. */
	id(name: string): string {
		return this.#prefix + name;
	}

	assignment(name: string, itemIndex: number, status = 'pending'): WaitingAssignment {
		return { id: this.id(name), itemIndex, status, title: name };
	}

	/** An assignment as Pharlo lists it. */
	row(name: string, status: string, more: IDataObject = {}): IDataObject {
		return { id: this.id(name), status, ...more };
	}

	/** Pharlo reports a new status of an assignment. */
	async report(name: string, status = 'published', more: object = {}) {
		return await this.call(signed({ assignmentId: this.id(name), status, ...more }));
	}

	async call(options: FakeWebhookOptions) {
		const webhook = new FakeWebhook({
			...options,
			node: { name: 'Wait', ...this.node },
			nodeContexts: { Wait: this.wait },
			sendRequest: async (request) => {
				this.requests.push(request);
				await this.beforeResponse();
				if (this.rows === undefined) return { statusCode: 404, body: {}, headers: {} };
				return {
					statusCode: 200,
					body: { items: this.rows, total: this.total ?? this.rows.length },
					headers: {},
				};
			},
		});
		const result = await resume.call(webhook.context);
		this.errors.push(...webhook.errors);
		const { statusCode, body, writableEnded } = webhook.response;
		return { result, rejected: writableEnded ? [statusCode, body] : undefined };
	}
}
