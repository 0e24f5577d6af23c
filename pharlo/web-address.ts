/** Whether a text is an http(s) address, which is all that Pharlo fetches, calls or links to. */
export function isWebAddress(text: string): boolean {
	return /^https?:\/\//i.test(text) && URL.canParse(text);
}
