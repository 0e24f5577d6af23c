/**
 * The variables that every program needs: paths, locale and proxies. n8n and PostgreSQL would
 * interpret others as their settings.
 */
const NEEDED =
	/^(path|home|user|logname|shell|tmpdir|lang|lc_\w+|(https?|no|all)_proxy|node_extra_ca_certs)$/i;

/**
 * Returns the part of our environment that child processes get, without a developer's DB_TYPE or
 * Jest's NODE_ENV.
 */
export function basicEnvironment(): Record<string, string> {
	const found: Record<string, string> = {};
	for (const [name, value] of Object.entries(process.env)) {
		if (value !== undefined && NEEDED.test(name)) found[name] = value;
	}
	return found;
}
