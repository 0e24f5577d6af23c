import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'flatted';
import type { IRun, IWorkflowBase } from 'n8n-workflow';

export const OWNER = {
	email: 'owner@example.com',
	password: 'Playground1',
	firstName: 'Play',
	lastName: 'Ground',
};

export type WorkflowFile = Pick<IWorkflowBase, 'name' | 'nodes' | 'connections'> &
	Partial<Pick<IWorkflowBase, 'settings' | 'pinData'>>;

export interface StoredWorkflow extends WorkflowFile {
	readonly id: string;
	readonly versionId: string;
}

export interface ExecutionSummary {
	readonly id: string;
	readonly status: string;
	readonly mode: string;
	readonly workflowId: string;
}

export interface Execution extends ExecutionSummary {
	readonly data: IRun['data'];
}

interface Publication {
	readonly status: 'in_progress' | 'not_published' | 'published' | 'partial' | 'failed';
	readonly triggers: ReadonlyArray<{ readonly errorMessage: string | null }>;
}

const FINAL = new Set(['success', 'error', 'crashed', 'canceled']);

/** A login; n8n ties the cookie to the browser that it was given to. */
export interface Session {
	readonly browserId: string;
	readonly cookie: string;
}

/** Drives n8n the way its editor does: the internal REST interface, with a session cookie. */
export class N8nApi {
	#browserId: string = randomUUID();
	#cookie = '';

	/** @param session that of another one, which is logged in: n8n allows few logins a minute */
	constructor(
		readonly url: string,
		session?: Session,
	) {
		if (session === undefined) return;
		this.#browserId = session.browserId;
		this.#cookie = session.cookie;
	}

	get session(): Session {
		return { browserId: this.#browserId, cookie: this.#cookie };
	}

	/** Sets up the owner, or logs in where that has been done. */
	async login(): Promise<void> {
		const { needsSetup } = await this.#needsSetup();
		if (needsSetup) await this.call('POST', '/rest/owner/setup', OWNER);
		else {
			await this.call('POST', '/rest/login', {
				emailOrLdapLoginId: OWNER.email,
				password: OWNER.password,
			});
		}
	}

	async #needsSetup(): Promise<{ needsSetup: boolean }> {
		const settings = await this.call<{
			userManagement?: { showSetupOnFirstLoad?: boolean };
		}>('GET', '/rest/settings');
		return { needsSetup: settings.userManagement?.showSetupOnFirstLoad === true };
	}

	async createCredential(name: string, data: Record<string, unknown>): Promise<{ id: string }> {
		return await this.call('POST', '/rest/credentials', { name, type: 'pharloApi', data });
	}

	async listCredentials(): Promise<Array<{ id: string; name: string; type: string }>> {
		return await this.call('GET', '/rest/credentials');
	}

	/** What the button in the credential's window does. */
	async testCredential(
		id: string,
		name: string,
		data: Record<string, unknown>,
	): Promise<{ status: string; message: string }> {
		const credentials = { id, name, type: 'pharloApi', data };
		return await this.call('POST', '/rest/credentials/test', { credentials });
	}

	async createWorkflow(workflow: WorkflowFile): Promise<StoredWorkflow> {
		return await this.call('POST', '/rest/workflows', {
			settings: { executionOrder: 'v1' },
			...workflow,
			active: false,
		});
	}

	async listWorkflows(): Promise<Array<{ id: string; name: string }>> {
		return await this.call('GET', '/rest/workflows');
	}

	/**
	 * Publishes a workflow and waits until its triggers are live; the answer to the call itself comes
	 * before that. n8n tries a trigger that fails five times, which takes 15 seconds.
	 *
	 * @throws {Error} with the words of the trigger that cannot be activated
	 */
	async activate(workflow: StoredWorkflow): Promise<void> {
		await this.call('POST', `/rest/workflows/${workflow.id}/activate`, {
			versionId: workflow.versionId,
		});
		const { status, triggers } = await until(`publication of ${workflow.name}`, async () => {
			const publication = await this.call<Publication>(
				'GET',
				`/rest/workflows/${workflow.id}/publication-status`,
			);
			return publication.status === 'in_progress' ? undefined : publication;
		});
		if (status === 'published') return;
		throw new Error(triggers.map(({ errorMessage }) => errorMessage ?? status).join(' '));
	}

	/** @returns the ID of the execution that was started */
	async runManually(workflow: StoredWorkflow, triggerName: string): Promise<string> {
		const { executionId } = await this.call<{ executionId: string }>(
			'POST',
			`/rest/workflows/${workflow.id}/run`,
			{ triggerToStartFrom: { name: triggerName } },
		);
		return executionId;
	}

	async executions(workflowId: string): Promise<ExecutionSummary[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const answer = await this.call<{ results: ExecutionSummary[] }>(
			'GET',
			`/rest/executions?filter=${filter}&limit=100`,
		);
		return answer.results;
	}

	async execution(id: string): Promise<Execution> {
		const answer = await this.call<Omit<Execution, 'data'> & { data: string }>(
			'GET',
			`/rest/executions/${id}`,
		);
		return { ...answer, data: parse(answer.data) as IRun['data'] };
	}

	/** Waits until an execution has ended, one way or another. */
	async finished(id: string, limitMs = 60_000): Promise<Execution> {
		return await until(
			`execution ${id}`,
			async () => {
				const execution = await this.execution(id);
				return FINAL.has(execution.status) ? execution : undefined;
			},
			limitMs,
		);
	}

	/** @throws {Error} with n8n's own words for every answer other than 2xx */
	async call<T>(method: string, path: string, body?: unknown): Promise<T> {
		const response = await fetch(this.url + path, {
			method,
			headers: {
				'browser-id': this.#browserId,
				...(this.#cookie === '' ? {} : { cookie: this.#cookie }),
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		const session = response.headers
			.getSetCookie()
			.find((cookie) => cookie.startsWith('n8n-auth='));
		if (session !== undefined) this.#cookie = session.split(';')[0] ?? '';
		const text = await response.text();
		if (!response.ok)
			throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 600)}`);
		const answer = (text === '' ? {} : JSON.parse(text)) as { data?: T; results?: unknown };
		return answer.data ?? (answer as T);
	}
}

/**
 * Asks again until there is an answer.
 *
 * @throws {Error} naming what was waited for, when the limit has passed
 */
export async function until<T>(
	what: string,
	ask: () => Promise<T | undefined>,
	limitMs = 30_000,
): Promise<T> {
	const deadline = Date.now() + limitMs;
	for (;;) {
		const answer = await ask();
		if (answer !== undefined) return answer;
		if (Date.now() > deadline) throw new Error(`Waited ${limitMs} ms for ${what} in vain.`);
		await sleep(50);
	}
}
