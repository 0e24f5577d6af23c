import { parseMediaLimits, widestLimits, type MediaLimits } from '../../../domain/mediaLimits';
import { fetchPlatforms } from '../transport/platforms';
import type { PharloClient } from '../transport/PharloClient';

/** Milliseconds; what the platforms say is welcome, but nothing depends on it. */
const TIME_LIMIT_MS = 10_000;

/**
 * Fetches what the platforms say about the media of content types: free of charge (Platforms reference),
 * and once in a run.
 */
export class PlatformLimits {
	readonly #byType = new Map<string, Promise<MediaLimits>>();

	constructor(private readonly client: PharloClient) {}

	/** @returns nothing where Pharlo does not say it, or does not respond */
	async of(contentType: string): Promise<MediaLimits> {
		const known = this.#byType.get(contentType) ?? this.#fetch(contentType).catch(() => ({}));
		this.#byType.set(contentType, known);
		return await known;
	}

	async #fetch(contentType: string): Promise<MediaLimits> {
		const client = this.client.withDeadline(Date.now() + TIME_LIMIT_MS);
		const platforms = (await fetchPlatforms(client)).filter(({ contentTypes }) =>
			contentTypes.includes(contentType),
		);
		const limits = platforms.map(async ({ slug }) => {
			const path = ['platforms', slug, 'capabilities'];
			const intent = 'return the capabilities of the platform';
			const { body } = await client.send({ method: 'GET', path, intent });
			return parseMediaLimits(body, contentType);
		});
		return widestLimits(await Promise.all(limits), contentType);
	}
}
