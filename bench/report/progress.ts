/** Says what is going on, on the terminal's one line or as lines where there is no terminal. */
export interface Progress {
  part(title: string): void;
  step(what: string): void;
  done(): void;
}

export function progressOn(stream: NodeJS.WriteStream): Progress {
  const begun = performance.now();
  const elapsed = () => `${((performance.now() - begun) / 1000).toFixed(0).padStart(4)} s`;
  const line = (text: string) => {
    if (stream.isTTY) stream.write(`\r\x1b[2K${text}`);
    else stream.write(`${text}\n`);
  };
  return {
    part: (title) => void stream.write(`${stream.isTTY ? '\r\x1b[2K' : ''}${elapsed()}  ${title}\n`),
    step: (what) => line(`${elapsed()}    ${what}`),
    done: () => void stream.write(stream.isTTY ? '\r\x1b[2K' : ''),
  };
}
