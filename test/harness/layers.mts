/**
 * Tests that need a missing tool are skipped and reported as skipped. In CI, where all layers have
 * to run, a missing tool is an error instead.
 *
 * @param missing the missing tool and how to install it; undefined if nothing is missing
 * @throws {Error} if all layers are required
 */
export function isMissing(missing: string | undefined): missing is string {
	if (missing !== undefined && process.env.REQUIRE_ALL_LAYERS === '1') throw new Error(missing);
	return missing !== undefined;
}

/** @returns `describe`, or `describe.skip` if a tool is missing */
export function describeUnless(missing: string | undefined): jest.Describe {
	return isMissing(missing) ? describe.skip : describe;
}
