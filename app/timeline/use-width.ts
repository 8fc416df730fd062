import { type RefObject, useLayoutEffect, useRef, useState } from "react";

const useBrowserLayoutEffect = typeof window === "undefined" ? () => {} : useLayoutEffect;

/**
 * The width of an element in whole pixels, followed as it changes.
 * @param assumedPx What the server draws for, before anything was measured.
 */
export function useWidth<E extends Element>(assumedPx: number): { ref: RefObject<E | null>; width: number; measured: boolean } {
	const ref = useRef<E>(null);
	const [width, setWidth] = useState<number | null>(null);
	useBrowserLayoutEffect(() => {
		const element = ref.current;
		if (!element) return;
		setWidth(Math.floor(element.getBoundingClientRect().width));
		const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.floor(entry.contentRect.width)));
		observer.observe(element);
		return () => observer.disconnect();
	}, []);
	return { ref, width: width ?? assumedPx, measured: width !== null };
}
