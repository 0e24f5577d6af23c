import type { FastifyInstance } from 'fastify';

import { timestamp } from '../state.mts';
import type { Simulation } from '../simulation.mts';

/** The credit balance; free of charge, and may be polled. */
export function billingRoutes(app: FastifyInstance, simulation: Simulation): void {
	app.get('/billing/status', () => {
		const now = new Date();
		const month = (offset: number) =>
			timestamp(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset, 1)));
		return {
			balance: simulation.state.credits,
			plan: 'growth',
			planName: 'Growth',
			monthlyCredits: simulation.options.credits,
			creditsUsedThisCycle: simulation.state.creditsUsed,
			cycleStartedAt: month(0),
			cycleResetsAt: month(1),
		};
	});
}
