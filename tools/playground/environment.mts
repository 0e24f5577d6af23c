/**
 * What every program needs to run at all: where things are, in which language, and the way out. The
 * list is for programs that would take more than that for their settings, n8n and PostgreSQL.
 */
const NEEDED =
	/^(path|home|user|logname|shell|tmpdir|lang|lc_\w+|(https?|no|all)_proxy|node_extra_ca_certs)$/i;

/** The part of our environment that is handed on; a developer's DB_TYPE or Jest's NODE_ENV is not. */
export function basicEnvironment(): Record<string, string> {
	const found: Record<string, string> = {};
	for (const [name, value] of Object.entries(process.env)) {
		if (value !== undefined && NEEDED.test(name)) found[name] = value;
	}
	return found;
}
