import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'flatted';
import type { IRun, IWorkflowBase } from 'n8n-workflow';

import { compareVersions } from './versions.mts';

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

export class N8nError extends Error {
	constructor(
		message: string,
		readonly status: number,
	) {
		super(message);
	}
}

/** Drives n8n the way its editor does: the internal REST interface, with a session cookie. */
export class N8nApi {
	#browserId: string = randomUUID();
	#cookie = '';
	#version: string | undefined;

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

	/** How many executions have one of these statuses; n8n tells of a hundred at the most. */
	async countExecutions(...status: string[]): Promise<number> {
		const filter = encodeURIComponent(JSON.stringify({ status }));
		const path = `/rest/executions?filter=${filter}&limit=100`;
		return (await this.call<{ results: unknown[] }>('GET', path)).results.length;
	}

	/** @returns the version of this n8n */
	async version(): Promise<string> {
		this.#version ??= (await this.call<{ versionCli: string }>('GET', '/rest/settings')).versionCli;
		return this.#version;
	}

	/** @param version the first one that has what is asked for */
	async isAtLeast(version: string): Promise<boolean> {
		return compareVersions(await this.version(), version) >= 0;
	}

	/**
	 * Publishes a workflow and waits until its triggers are live.
	 *
	 * @throws {Error} with the words of the trigger that cannot be activated
	 */
	async activate({ id, name, versionId }: StoredWorkflow): Promise<void> {
		await this.call('POST', `/rest/workflows/${id}/activate`, { versionId });
		await this.#published(id, name);
	}

	/**
	 * Newer versions answer before the triggers are live. They try a trigger that fails five times,
	 * which takes 15 seconds.
	 */
	async #published(id: string, name: string): Promise<void> {
		const { status, triggers } = await until(`publication of ${name}`, async () => {
			const publication = await this.#publication(id);
			return publication.status === 'in_progress' ? undefined : publication;
		});
		if (status === 'published') return;
		throw new Error(triggers.map(({ errorMessage }) => errorMessage ?? status).join(' '));
	}

	async #publication(id: string): Promise<Publication> {
		try {
			return await this.call('GET', `/rest/workflows/${id}/publication-status`);
		} catch (error) {
			// Versions that do not know the question publish before they answer.
			if (error instanceof N8nError && error.status === 404) {
				return { status: 'published', triggers: [] };
			}
			throw error;
		}
	}

	/** @returns the ID of the execution that was started */
	async runManually(workflow: StoredWorkflow, triggerName: string): Promise<string> {
		const { executionId } = await this.call<{ executionId: string }>(
			'POST',
			`/rest/workflows/${workflow.id}/run`,
			// Older versions run what they are sent, newer ones what they have stored.
			{ workflowData: workflow, triggerToStartFrom: { name: triggerName } },
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

	/** Older versions say that an execution has ended a moment before they have stored its data. */
	async execution(id: string): Promise<Execution> {
		return await until(`the data of execution ${id}`, async () => {
			const answer = await this.call<Omit<Execution, 'data'> & { data: string }>(
				'GET',
				`/rest/executions/${id}`,
			);
			const data = parse(answer.data) as IRun['data'] | undefined;
			return data === undefined ? undefined : { ...answer, data };
		});
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

	/** @throws {N8nError} with n8n's own words for every answer other than 2xx */
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
			throw new N8nError(
				`${method} ${path}: ${response.status} ${text.slice(0, 600)}`,
				response.status,
			);
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
