import type { IDataObject } from 'n8n-workflow';

import {
	connectionProblems,
	connectionWarnings,
	CREDITS_PER_POST,
	creditProblems,
	findConnection,
	findingsOf,
	neighborWarnings,
	type Finding,
	type Neighbor,
} from '../../../../domain/check';
import { scrub } from '../../../../domain/scrub';
import type { Run } from '../../execution/itemContext';
import { mapConcurrently, type ItemResult } from '../../execution/run';
import { FileAddresses } from '../../files/fileAddress';
import { checkMedia } from '../../files/mediaCheck';
import {
	checkConnections,
	checkMediaUrl,
	checkOptions,
	findExisting,
	validityOutputs,
} from '../../properties/checking';
import { callbackOptions, createOptions, hasOwnOrContentKey } from '../../properties/createOptions';
import { USE_URL } from '../../properties/media';
import { fetchSecrets } from '../../transport/failedAttempt';
import type { BatchOperation } from '../operation';
import { creditsFor, fetchFacts, type Facts } from './checkFacts';
import { getCallback } from './create.operation';
import { ExistingAssignments } from './existingAssignments';
import { newAssignmentProperties, publishTime, type Plan } from './plan';
import { planAll } from './planAll';
import { warningsOfDeletion } from './publishFiles';

/** Says what Create would do, by the same code up to sending. Nothing is written. */
export const check: BatchOperation = {
	value: 'check',
	name: 'Check',
	action: 'Check assignment before post is published',
	description:
		'Find out whether Create would work, and what it would send, without publishing anything. As a tool: try a post before it is created.',
	properties: [...newAssignmentProperties, validityOutputs],
	output: {
		essentials: ['valid', 'problems', 'warnings', 'publishesAt'],
		others: ['connection', 'credits', 'duplicateOf', 'media', 'wouldSend'],
	},
	options: [...createOptions, ...callbackOptions, ...checkOptions],
	checks: true,

	async executeAll(items, run) {
		const [first] = items;
		if (first === undefined) return [];
		// An invalid item is a result here, and stops nothing.
		const whole: Run = { ...run, stopsAtError: false };
		const { plans, invalid } = await planAll(whole, items, {
			more: getCallback,
			addresses: new FileAddresses(whole, USE_URL),
			keepsFiles: false,
			findsExisting: findExisting.get(first),
		});
		const facts = await fetchFacts(first.client, checkConnections.get(first));
		const reports = [
			...(await reportAll(whole, plans, facts)),
			...invalid.map(({ itemIndex, error }) => ({
				itemIndex,
				json: invalidReport(findingsOf(error), plans.length, facts),
			})),
		];
		const { credential } = run;
		const secrets = await fetchSecrets(run.context, { credential, resumeTokens: [] });
		return reports.map(({ itemIndex, json }): ItemResult => {
			const report = scrub(json, secrets);
			return { itemIndex, json: [items[itemIndex]?.withCredits(report) ?? report] };
		});
	},
};

interface Report {
	readonly itemIndex: number;
	readonly json: IDataObject;
}

/** @param facts what was asked for the whole run */
async function reportAll(run: Run, plans: readonly Plan[], facts: Facts): Promise<Report[]> {
	const existing = new ExistingAssignments();
	const warnings = neighborWarnings(plans.map(toNeighbor));
	const credits = creditProblems(plans.length * CREDITS_PER_POST, facts.left);
	const numbered = plans.map((plan, index) => ({ plan, index }));
	const settled = await mapConcurrently(run, numbered, async ({ plan, index }) => {
		return await report(run, plan, facts, {
			existing,
			credits: { problems: credits, counted: creditsFor(plans.length, facts.left) },
			warnings: warnings[index] ?? [],
		});
	});
	return plans.flatMap(({ item: { itemIndex } }, index) => {
		const result = settled[index];
		if (result === undefined) return [];
		return 'value' in result
			? [{ itemIndex, json: result.value }]
			: [{ itemIndex, json: invalidReport(findingsOf(result.error), plans.length, facts) }];
	});
}

interface OfRun {
	readonly existing: ExistingAssignments;
	readonly credits: { readonly problems: readonly Finding[]; readonly counted: IDataObject };
	readonly warnings: readonly Finding[];
}

async function report(
	run: Run,
	plan: Plan,
	facts: Facts,
	{ existing, credits, warnings }: OfRun,
): Promise<IDataObject> {
	const { item, assignment, file, expired } = plan;
	const { content } = assignment;
	const now = new Date();
	const connectionId = String(content.connectionId);
	const publishAt = publishTime(plan);
	const asked = { connectionId, contentType: String(content.type), publishAt };
	const problems = [
		...(expired === undefined || plan.existing !== undefined ? [] : findingsOf(expired)),
		...connectionProblems(asked, facts),
		...credits.problems,
	];
	const connection = findConnection(facts.connections ?? [], connectionId);
	return {
		valid: problems.length === 0,
		problems: problems.map(toJson),
		warnings: [
			...connectionWarnings(asked, facts, now),
			...warnings,
			...warningsOfDeletion(run, [plan]).map(warningAbout),
			...facts.missing.map((reason) => warningAbout(`Not everything was checked. ${reason}`)),
		].map(toJson),
		wouldSend: {
			...content,
			...(file === undefined ? {} : { mediaFile: file.name }),
			...(hasOwnOrContentKey(item) ? { idempotencyKey: assignment.idempotencyKey } : {}),
		},
		publishesAt:
			typeof content.scheduledAt === 'string'
				? { local: content.scheduledAt, utc: publishAt.toISOString() }
				: UNKNOWN.publishesAt,
		connection: { ...UNKNOWN.connection, ...connection },
		credits: credits.counted,
		duplicateOf: await duplicateOf(plan, existing),
		media: { ...UNKNOWN.media, ...(await mediaOf(run, plan)) },
	};
}

/** Never null as a whole, so that expressions on their fields work for every item. */
const UNKNOWN = {
	publishesAt: { local: null, utc: null },
	connection: { id: null, name: null, platform: null, isActive: null, tokenExpiresAt: null },
	media: { seenFrom: null, reachable: null, type: null, size: null },
};

/** What an item says for which there is no plan. */
function invalidReport(problems: readonly Finding[], posts: number, { left }: Facts): IDataObject {
	return {
		valid: false,
		problems: problems.map(toJson),
		warnings: [],
		wouldSend: {},
		credits: creditsFor(posts, left),
		duplicateOf: null,
		...UNKNOWN,
	};
}

function toJson({ parameter, what, whatToDo }: Finding): IDataObject {
	return { parameter, what, whatToDo };
}

function warningAbout(what: string): Finding {
	return { parameter: null, what, whatToDo: '' };
}

function toNeighbor(plan: Plan): Neighbor {
	const { item, assignment } = plan;
	return {
		itemIndex: item.itemIndex,
		connectionId: String(assignment.content.connectionId),
		idempotencyKey: hasOwnOrContentKey(item) ? assignment.idempotencyKey : undefined,
		publishAt: publishTime(plan),
	};
}

/** The ID of the assignment that has the key already; null where there is none, or none was looked for. */
async function duplicateOf(
	{ item, assignment: { content, idempotencyKey }, existing: known }: Plan,
	existing: ExistingAssignments,
): Promise<string | null> {
	if (known !== undefined) return String(known.id);
	if (!findExisting.get(item) || !hasOwnOrContentKey(item)) return null;
	const key = idempotencyKey ?? '';
	const externalId = String(content.externalId ?? key);
	const found = await existing.find(item.client, { idempotencyKey: key, externalId });
	return found === undefined ? null : String(found.id);
}

async function mediaOf(
	{ context }: Run,
	{ item, file, assignment: { content } }: Plan,
): Promise<IDataObject> {
	if (file !== undefined) {
		return { seenFrom: 'n8n', reachable: true, type: file.type, size: file.size };
	}
	if (typeof content.mediaUrl !== 'string' || !checkMediaUrl.get(item)) return {};
	return await checkMedia(context, content.mediaUrl);
}
