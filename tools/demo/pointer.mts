import type { BrowserContext } from 'playwright-core';

/** The usual arrow, with its tip at the top left. */
const ARROW =
	'<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24"><path d="M2 1 L2 19 L7 15 L10 22 L13 21 L10 14 L16 14 Z" fill="black" stroke="white" stroke-width="1.5"/></svg>';

const STYLE = 'position:fixed;left:0;top:0;pointer-events:none;z-index:2147483647;';
const RING =
	'width:36px;height:36px;margin:-18px;border-radius:50%;background:#ff6d5a99;opacity:0;';

/** Shows the pointer in all pages: a browser without a window draws none. */
export async function showPointer(context: BrowserContext): Promise<void> {
	// Functions with a name do not work here: tsx adds a helper to them that a page does not have.
	await context.addInitScript(
		({ arrow, style, ringStyle }) => {
			const pointer = document.createElement('div');
			const ring = document.createElement('div');
			pointer.style.cssText = style;
			pointer.innerHTML = arrow;
			ring.style.cssText = style + ringStyle;
			addEventListener(
				'mousemove',
				({ clientX, clientY }) => {
					// A page that replaces its content takes both with it.
					if (!pointer.isConnected) document.documentElement.append(ring, pointer);
					pointer.style.translate = `${clientX}px ${clientY}px`;
					ring.style.translate = `${clientX}px ${clientY}px`;
				},
				{ capture: true },
			);
			addEventListener(
				'mousedown',
				() => void ring.animate([{ opacity: 1 }, { opacity: 0 }], { duration: 400 }),
				{ capture: true },
			);
		},
		{ arrow: ARROW, style: STYLE, ringStyle: RING },
	);
}
