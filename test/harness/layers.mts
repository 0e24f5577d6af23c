/**
 * Where a machine lacks a tool its tests are skipped, and the totals say so. Where all have to run,
 * in CI, that would be a green light for nothing: there it is a fault.
 *
 * @param missing what is lacking and how to get it; undefined where nothing is
 * @throws {Error} when it must not be lacking
 */
export function isMissing(missing: string | undefined): missing is string {
	if (missing !== undefined && process.env.REQUIRE_ALL_LAYERS === '1') throw new Error(missing);
	return missing !== undefined;
}

/** @returns what stands in place of `describe` for tests that need a tool */
export function describeUnless(missing: string | undefined): jest.Describe {
	return isMissing(missing) ? describe.skip : describe;
}
