/** Whether a window can be shown to a person here. */
export function hasDisplay(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): boolean {
  if (platform === 'darwin' || platform === 'win32') return environment.SSH_CONNECTION === undefined;
  return Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY);
}
