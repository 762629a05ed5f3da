import { type Stage, setScene } from './scene.ts';
import { register, stopWorker, writeNotes } from './signing-in.ts';
import { endFromElsewhere, signOutEverywhere } from './signing-out.ts';
import { copyCookie, ownerSees, twentyTabs } from './trouble.ts';

/** From registration to the last sign-out. Each step looks for itself, and throws when something is not so. */
const steps = [
  register,
  writeNotes,
  stopWorker,
  twentyTabs,
  copyCookie,
  ownerSees,
  endFromElsewhere,
  signOutEverywhere,
];

export async function tour(stage: Stage): Promise<void> {
  const scene = await setScene(stage);
  for (const step of steps) await step(scene);
}
