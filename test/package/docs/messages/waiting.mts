import type { INodeParameters } from 'n8n-workflow';

import { lastRun, runWorkflow } from '../../../harness/engine.mts';
import { createVideo } from '../../../harness/parameters.mts';
import { FACEBOOK, YOUTUBE, type Pharlo } from '../../../harness/pharlo.mts';
import { chain, node } from '../../../harness/setting.mts';
import { complaint, run, textOf, type Producer } from './producer.mts';

const WAIT = { ...createVideo(), operation: 'createAndWait', timeLimitMinutes: 60 };

async function askAsTool(pharlo: Pharlo): Promise<string> {
	const result = await runWorkflow(
		[
			node('Start', 'start', { items: '[{}]' }),
			node('Agent', 'agent', { calls: '[{}]' }),
			node('Pharlo', 'pharloTool', WAIT, { credentials: { pharloApi: { id: '1', name: 'P' } } }),
		],
		{
			...chain('Start', 'Agent'),
			Pharlo: { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
		},
		{ credential: pharlo.credential },
	);
	const answer = lastRun(result, 'Agent')?.data?.main?.[0]?.[0]?.json.answer;
	return /An AI tool[^[.]*published/.exec(textOf(answer))?.[0] ?? textOf(answer);
}

async function useForeignKey(pharlo: Pharlo, callbackUrl: string | null): Promise<string> {
	await pharlo.add('pending', { idempotencyKey: 'row-1', callbackUrl });
	const options = { idempotency: 'own', idempotencyKey: 'row-1', lookBeforeWaitingSeconds: 0 };
	return await complaint(pharlo, { ...WAIT, options });
}

/** Waits for some milliseconds, which is when it looks for the last time. */
async function follow(pharlo: Pharlo, status: 'processing' | 'failed'): Promise<string> {
	const { id } = await pharlo.add(status);
	const { items } = await run(pharlo, {
		resource: 'assignment',
		operation: 'waitForCompletion',
		assignmentId: id,
		timeLimitMinutes: 0.001,
	});
	return textOf(items[0]?.json.message);
}

/** Answers the consent page, or leaves it alone, and waits for the connection. */
async function connect(
	pharlo: Pharlo,
	answer?: 'allow' | 'deny',
	options: INodeParameters = {},
): Promise<string> {
	if (answer === undefined) pharlo.switch({ ticketMinutes: 0.001 });
	const create: INodeParameters = {
		resource: 'connectChannel',
		operation: 'createLink',
		redirectUrl: 'https://app.example.com/done',
	};
	const { items } = await run(pharlo, create);
	const { ticketId, expiresAt } = items[0]?.json ?? {};
	if (answer !== undefined) {
		const query = `ticket=${textOf(ticketId)}&answer=${answer}&accounts=New+Channel`;
		const { url } = pharlo.simulator;
		await fetch(`${url}/api/v1/oauth/youtube/callback?${query}`, { redirect: 'manual' });
	}
	return await complaint(pharlo, {
		resource: 'connectChannel',
		operation: 'waitUntilConnected',
		ticketId: textOf(ticketId),
		expiresAt: textOf(expiresAt),
		pollSeconds: 1,
		options,
	});
}

/** Passes on an ID that did not come with the redirect. */
function connectWithId(
	connectionId: string,
	ticketNames: 'connection' | 'none' = 'none',
): (pharlo: Pharlo) => Promise<string> {
	return async (pharlo) => {
		pharlo.switch({ ticketNames });
		return await connect(pharlo, 'allow', { connectionId });
	};
}

async function connectUnnamed(pharlo: Pharlo): Promise<string> {
	pharlo.switch({ ticketNames: 'none' });
	return await connect(pharlo, 'allow');
}

/** What waiting can come to. */
export const waiting: readonly Producer[] = [
	[
		"'Webhook Secret' of the Pharlo credential is empty",
		async (pharlo) => await complaint(pharlo, WAIT, { credential: { webhookSecret: '' } }),
	],
	[
		'Pharlo cannot reach this n8n at …',
		// Refused before anything is sent there.
		async (pharlo) => await complaint(pharlo, WAIT, { credential: { baseUrl: '' } }),
	],
	['An AI tool cannot wait until a post is published', askAsTool],
	[
		'The idempotency key belongs to the assignment …, which reports to another address',
		async (pharlo) => await useForeignKey(pharlo, 'https://n8n.example.com/'),
	],
	[
		'The idempotency key belongs to the assignment …, which may report to another address',
		async (pharlo) => await useForeignKey(pharlo, null),
	],
	[
		'Not known yet: … when the time limit of … had passed. Check what happened to it with Get.',
		async (pharlo) => await follow(pharlo, 'processing'),
	],
	['Not published: …', async (pharlo) => await follow(pharlo, 'failed')],
];

export const connecting: readonly Producer[] = [
	['The channel was not connected: …', async (pharlo) => await connect(pharlo, 'deny')],
	['The link to connect the channel has expired', async (pharlo) => await connect(pharlo)],
	['Pharlo reports success without naming the connection', connectUnnamed],
	["'Connection ID' is …, but the link has connected …", connectWithId(YOUTUBE, 'connection')],
	["'Connection ID' is …, which Pharlo does not list", connectWithId('b3d7')],
	["'Connection ID' is …, which is of …, but the link was for …", connectWithId(FACEBOOK)],
	["'Connection ID' is …, which existed before the link was made", connectWithId(YOUTUBE)],
];
