import { parseCapabilities } from '../../../domain/payload/capabilities.ts';
import { bodyOf, entriesOf, isSuccess, outcomeOf, type ReadOnlyApi } from '../api.mts';
import { describeCapabilities } from '../capability-shape.mts';
import { open, settled, type Finding } from '../finding.mts';
import { listed, nameOf } from '../shape.mts';
import type { Known, Probe } from './probe.mts';

/** The documented platforms, used if the list is empty. */
const DOCUMENTED: Known['platforms'] = [
	{ slug: 'youtube', contentTypes: ['video', 'short'] },
	{ slug: 'facebook', contentTypes: ['video', 'image', 'link', 'text', 'reel', 'story'] },
];

/** Enough to see the shape; each platform costs a request. */
const MAX_PLATFORMS = 4;

/** The list of platforms, and the shape of their capabilities. */
export const platforms: Probe = {
	credits: 0,

	async run(api, known) {
		const list = await api.get('platforms');
		const found = entriesOf(list).flatMap(({ slug, contentTypes }) =>
			typeof slug === 'string' ? [{ slug, contentTypes: textsIn(contentTypes) }] : [],
		);
		known.platforms = found.length === 0 ? DOCUMENTED : found;
		const question = 'Listed platforms and their format';
		const first = isSuccess(list)
			? settled(
					question,
					`${listed(found.map(({ slug }) => slug))}, in ${listed(Object.keys(bodyOf(list)))}, each with ${listed(entriesOf(list).flatMap(Object.keys))}`,
					list.label,
				)
			: open(question, outcomeOf(list), list.label);
		const rest: Finding[] = [];
		for (const platform of known.platforms.slice(0, MAX_PLATFORMS)) {
			rest.push(...(await probeCapabilities(api, platform)));
		}
		return [first, ...rest];
	},
};

async function probeCapabilities(
	api: ReadOnlyApi,
	{ slug, contentTypes }: Known['platforms'][number],
): Promise<Finding[]> {
	const response = await api.get('platforms/{platform}/capabilities', {
		parts: { platform: slug },
	});
	const shape = `Shape of the capabilities: ${nameOf(slug)}`;
	const form = `Payload form derived from the capabilities: ${nameOf(slug)}`;
	if (!isSuccess(response)) {
		return [shape, form].map((question) => open(question, outcomeOf(response), response.label));
	}
	const fields = contentTypes.map((type) => {
		const parsed = parseCapabilities(response.body, slug, type);
		const ids = parsed?.map(({ id }) => nameOf(id)).join(', ');
		return `${nameOf(type)} ${ids ?? 'not parsed'}`;
	});
	const described = describeCapabilities(response.body);
	return [
		described === undefined
			? open(shape, 'unknown: no payload fields recognized', response.label)
			: settled(shape, described, response.label),
		settled(form, fields.join('; '), response.label),
	];
}

function textsIn(value: unknown): string[] {
	return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}
