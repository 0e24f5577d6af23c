import type { FastifyInstance } from 'fastify';

import { notFound } from '../api-error.mts';
import { capabilitiesOf } from '../capabilities.mts';
import { PLANNED, PLATFORMS } from '../platforms.mts';
import type { Simulation } from '../simulation.mts';

/** The platform registry; free of charge. */
export function platformRoutes(app: FastifyInstance, simulation: Simulation): void {
	app.get('/platforms', () => ({
		items: simulation.settings.plannedPlatforms ? [...PLATFORMS, ...PLANNED] : PLATFORMS,
	}));

	app.get<{ Params: { platform: string } }>('/platforms/:platform/capabilities', (request) => {
		const platform = PLATFORMS.find(({ slug }) => slug === request.params.platform);
		if (platform?.hasCapabilities !== true) throw notFound('Platform');
		const { capabilities, mediaFetch } = simulation.settings;
		return capabilitiesOf(platform.slug, capabilities, mediaFetch.maxBytes);
	});
}
