import { InvalidInputError } from '../../../domain/errors';
import { platformFilter } from '../properties/platform';
import type { PharloClient } from '../transport/PharloClient';
import { fetchPlatforms } from '../transport/platforms';

/** Those that Pharlo publishes to (Platforms reference): no need to ask for these. */
const PUBLISHING: readonly string[] = ['facebook', 'youtube'];

/**
 * Checks the platform of a filter, because Pharlo answers with an empty list to one that it does not
 * know. Asks Pharlo, free of charge, only for platforms that are new.
 *
 * @param filters as Pharlo takes them
 * @returns the filters with the name of the platform as Pharlo writes it
 * @throws {InvalidInputError} for a platform that Pharlo does not have
 */
export async function withKnownPlatform<F extends Readonly<Record<string, string>>>(
	client: PharloClient,
	filters: F,
): Promise<F> {
	const { platform } = filters;
	if (platform === undefined) return filters;
	const slug = platform.toLowerCase();
	if (PUBLISHING.includes(slug)) return { ...filters, platform: slug };
	const known = await fetchPlatforms(client);
	const found = known.find((one) =>
		[one.slug, one.name].some((name) => name?.toLowerCase() === slug),
	);
	if (found !== undefined) return { ...filters, platform: found.slug };
	throw new InvalidInputError(
		`'${platformFilter.definition.displayName}' is '${platform}', which is no platform of Pharlo`,
		`Use one of: ${known.map((one) => one.slug).join(', ')}.`,
	);
}
