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

/** A login session; n8n ties the cookie to a browser ID. */
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

/** A client for the internal REST API of n8n's editor, with a session cookie. */
export class N8nApi {
	#browserId: string = randomUUID();
	#cookie = '';
	#version: string | undefined;

	/** @param session reuses an existing login, because n8n limits logins per minute */
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

	/** Sets up the owner account, or logs in if it exists. */
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

	async createCredential(
		name: string,
		data: Record<string, unknown>,
		type = 'pharloApi',
	): Promise<{ id: string }> {
		return await this.call('POST', '/rest/credentials', { name, type, data });
	}

	async listCredentials(): Promise<Array<{ id: string; name: string; type: string }>> {
		return await this.call('GET', '/rest/credentials');
	}

	/** Tests a credential, like the button in the credential's window. */
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

	/** Counts the executions with one of these statuses, up to n8n's limit of 100. */
	async countExecutions(...status: string[]): Promise<number> {
		const filter = encodeURIComponent(JSON.stringify({ status }));
		const path = `/rest/executions?filter=${filter}&limit=100`;
		return (await this.call<{ results: unknown[] }>('GET', path)).results.length;
	}

	/** Returns the version of this n8n. */
	async version(): Promise<string> {
		this.#version ??= (await this.call<{ versionCli: string }>('GET', '/rest/settings')).versionCli;
		return this.#version;
	}

	/** @param version the first version with the feature in question */
	async isAtLeast(version: string): Promise<boolean> {
		return compareVersions(await this.version(), version) >= 0;
	}

	/**
	 * Publishes a workflow and waits until its triggers are live.
	 *
	 * @throws {Error} with the error message of the trigger that cannot be activated
	 */
	async activate({ id, name, versionId }: StoredWorkflow): Promise<void> {
		await this.call('POST', `/rest/workflows/${id}/activate`, { versionId });
		await this.#published(id, name);
	}

	/**
	 * Newer versions respond before the triggers are live. They try a failing trigger five times,
	 * which takes 15 seconds.
	 */
	async #published(id: string, name: string): Promise<void> {
		const { status, triggers } = await until(`publication of ${name}`, async () => {
			const publication = await this.#publication(id);
			// n8n reads at the same time what is under way and what is live, and may just miss both.
			const isSettled = !['in_progress', 'not_published'].includes(publication.status);
			return isSettled ? publication : undefined;
		});
		if (status === 'published') return;
		throw new Error(triggers.map(({ errorMessage }) => errorMessage ?? status).join(' '));
	}

	async #publication(id: string): Promise<Publication> {
		try {
			return await this.call('GET', `/rest/workflows/${id}/publication-status`);
		} catch (error) {
			// Versions without this endpoint publish before they respond.
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
			// Older versions run the workflow that is sent, newer ones the stored one.
			{ workflowData: workflow, triggerToStartFrom: { name: triggerName } },
		);
		return executionId;
	}

	async executions(workflowId: string): Promise<ExecutionSummary[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const result = await this.call<{ results: ExecutionSummary[] }>(
			'GET',
			`/rest/executions?filter=${filter}&limit=100`,
		);
		return result.results;
	}

	/** Fetches an execution. Older versions report its end shortly before its data is stored. */
	async execution(id: string): Promise<Execution> {
		return await until(`the data of execution ${id}`, async () => {
			const result = await this.call<Omit<Execution, 'data'> & { data: string }>(
				'GET',
				`/rest/executions/${id}`,
			);
			const data = parse(result.data) as IRun['data'] | undefined;
			return data === undefined ? undefined : { ...result, data };
		});
	}

	/** Waits until an execution has ended, successfully or not. */
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

	/** @throws {N8nError} with n8n's message for every response other than 2xx */
	async call<T>(method: string, path: string, body?: unknown): Promise<T> {
		const response = await fetch(this.url + path, {
			method,
			headers: {
				// n8n closes what was idle for five seconds, on a busy machine while the next call is sent.
				connection: 'close',
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
		const result = (text === '' ? {} : JSON.parse(text)) as { data?: T; results?: unknown };
		return result.data ?? (result as T);
	}
}

/**
 * Polls until the result is not undefined.
 *
 * @throws {Error} naming what was waited for, if the limit has passed
 */
export async function until<T>(
	what: string,
	poll: () => Promise<T | undefined>,
	limitMs = 30_000,
): Promise<T> {
	const deadline = Date.now() + limitMs;
	for (;;) {
		const result = await poll();
		if (result !== undefined) return result;
		if (Date.now() > deadline)
			throw new Error(`Timed out after ${limitMs} ms waiting for ${what}.`);
		await sleep(50);
	}
}
