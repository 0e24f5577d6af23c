import type { FastifyInstance } from 'fastify';

import { notFound } from '../answers.mts';
import { capabilitiesOf } from '../capabilities.mts';
import { PLANNED, PLATFORMS } from '../platforms.mts';
import type { World } from '../world.mts';

/** The platform registry, which is free. */
export function platformRoutes(app: FastifyInstance, world: World): void {
	app.get('/platforms', () => ({
		items: world.settings.plannedPlatforms ? [...PLATFORMS, ...PLANNED] : PLATFORMS,
	}));

	app.get<{ Params: { platform: string } }>('/platforms/:platform/capabilities', (request) => {
		const platform = PLATFORMS.find(({ slug }) => slug === request.params.platform);
		if (platform?.hasCapabilities !== true) throw notFound('Platform');
		return capabilitiesOf(platform.slug, world.settings.capabilities);
	});
}
