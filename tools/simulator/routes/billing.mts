import type { FastifyInstance } from 'fastify';

import { timestamp } from '../state.mts';
import type { World } from '../world.mts';

/** The balance, which is free and may be polled. */
export function billingRoutes(app: FastifyInstance, world: World): void {
	app.get('/billing/status', () => {
		const now = new Date();
		const month = (offset: number) =>
			timestamp(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset, 1)));
		return {
			balance: world.state.credits,
			plan: 'growth',
			planName: 'Growth',
			monthlyCredits: world.options.credits,
			creditsUsedThisCycle: world.state.creditsUsed,
			cycleStartedAt: month(0),
			cycleResetsAt: month(1),
		};
	});
}
