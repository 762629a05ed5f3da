import type { PanelModel } from './panel-model.ts';

/** The one place where the panel's model changes; each change is shown at once. */
export interface PanelStore {
  readonly model: PanelModel;
  update(change: (model: PanelModel) => PanelModel): void;
}

export function createPanelStore(first: PanelModel, show: (model: PanelModel) => void): PanelStore {
  let model = first;
  return {
    get model() {
      return model;
    },
    update(change) {
      model = change(model);
      show(model);
    },
  };
}
