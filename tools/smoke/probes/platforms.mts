import { parseCapabilities } from '../../../domain/payload/capabilities.ts';
import { bodyOf, entriesOf, isSuccess, outcomeOf, type ReadingApi } from '../api.mts';
import { describeCapabilities } from '../capability-shape.mts';
import { open, settled, type Finding } from '../finding.mts';
import { listed } from '../shape.mts';
import type { Known, Probe } from './probe.mts';

/** The documented ones, to be asked about where the list names none. */
const DOCUMENTED: Known['platforms'] = [
	{ slug: 'youtube', contentTypes: ['video', 'short'] },
	{ slug: 'facebook', contentTypes: ['video', 'image', 'link', 'text', 'reel', 'story'] },
];

/** Enough to see the shape; every platform is a request. */
const MAX_PLATFORMS = 4;

/** The list of platforms, and the shape in which each says what it takes. */
export const platforms: Probe = {
	credits: 0,

	async run(api, known) {
		const list = await api.get('platforms');
		const found = entriesOf(list).flatMap(({ slug, contentTypes }) =>
			typeof slug === 'string' ? [{ slug, contentTypes: textsIn(contentTypes) }] : [],
		);
		known.platforms = found.length === 0 ? DOCUMENTED : found;
		const question = 'Platforms that are listed, and how';
		const first = isSuccess(list)
			? settled(
					question,
					`${listed(found.map(({ slug }) => slug))}, in ${listed(Object.keys(bodyOf(list)))}, each with ${listed(entriesOf(list).flatMap(Object.keys))}`,
					list.label,
				)
			: open(question, outcomeOf(list), list.label);
		const rest: Finding[] = [];
		for (const platform of known.platforms.slice(0, MAX_PLATFORMS)) {
			rest.push(...(await askFor(api, platform)));
		}
		return [first, ...rest];
	},
};

async function askFor(
	api: ReadingApi,
	{ slug, contentTypes }: Known['platforms'][number],
): Promise<Finding[]> {
	const answer = await api.get('platforms/{platform}/capabilities', { parts: { platform: slug } });
	const shape = `Shape of the capabilities: ${slug}`;
	const form = `Payload form made of them: ${slug}`;
	if (!isSuccess(answer)) {
		return [shape, form].map((question) => open(question, outcomeOf(answer), answer.label));
	}
	const fields = contentTypes.map((type) => {
		const read = parseCapabilities(answer.body, slug, type);
		return `${type} ${read === undefined ? 'unreadable' : read.map(({ id }) => id).join(', ')}`;
	});
	const described = describeCapabilities(answer.body);
	return [
		described === undefined
			? open(shape, 'unknown: no payload fields can be made out', answer.label)
			: settled(shape, described, answer.label),
		settled(form, fields.join('; '), answer.label),
	];
}

function textsIn(value: unknown): string[] {
	return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}
