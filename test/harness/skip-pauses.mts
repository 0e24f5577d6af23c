/**
 * Removes the random pause of up to two seconds before the node retries a request, which most tests
 * need not wait for. The pauses have tests of their own.
 */
export function skipPauses(): void {
	beforeAll(() => {
		jest.spyOn(Math, 'random').mockReturnValue(0);
	});
	afterAll(() => {
		jest.spyOn(Math, 'random').mockRestore();
	});
}
