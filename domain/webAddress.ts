/** Whether a text is an http(s) address, which is all that Pharlo fetches, calls or links to. */
export function isWebAddress(text: string): boolean {
	return /^https?:\/\//i.test(text) && URL.canParse(text);
}

const IPV4 = /^\d+(\.\d+){3}$/;
const PRIVATE_IPV4 =
	/^(0|10|127)\.|^169\.254\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./;
const PRIVATE_IPV6 = /^\[(::1?\]|f[cd]|fe[89ab]|::ffff:)/i;
const PRIVATE_NAME = /(^|\.)(localhost|local|internal|lan|home|corp|test|invalid)$/i;

/**
 * Whether a host means this machine or its own network, where Pharlo cannot reach it.
 *
 * @param hostname as `URL` gives it, which has made plain addresses of all odd ways to write them
 */
export function isPrivateHost(hostname: string): boolean {
	return (
		(IPV4.test(hostname) && PRIVATE_IPV4.test(hostname)) ||
		PRIVATE_IPV6.test(hostname) ||
		PRIVATE_NAME.test(hostname) ||
		!/[.:]/.test(hostname)
	);
}

/** The same of a whole address. */
export function isPrivateAddress(url: string): boolean {
	return URL.canParse(url) && isPrivateHost(new URL(url).hostname);
}
