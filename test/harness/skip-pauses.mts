/**
 * Chance decides how long the node pauses before it tries again: up to two seconds, which many tests
 * need not wait for. What the pauses are is tested by themselves.
 */
export function skipPauses(): void {
	beforeAll(() => {
		jest.spyOn(Math, 'random').mockReturnValue(0);
	});
	afterAll(() => {
		jest.spyOn(Math, 'random').mockRestore();
	});
}
