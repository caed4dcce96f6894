/** WebGPU for tests: the adapter of a GPU, or the software Vulkan that comes with Debian's chromium. */
import { existsSync } from 'node:fs';
import { checkDevice } from '../../src/runtime/check-device.ts';
import { ortNode } from '../../src/runtime/ort-node.ts';

const softwareVulkan = '/usr/lib/chromium/vk_swiftshader_icd.json';

/** Why tests on WebGPU are skipped here, or undefined where they can run. To be called before anything else uses WebGPU. */
export async function webgpuMissing(): Promise<string | undefined> {
  const hasGpu = ['/dev/dri', '/dev/nvidia0', '/dev/dxg'].some(existsSync);
  if (!hasGpu && existsSync(softwareVulkan)) process.env['VK_DRIVER_FILES'] ??= softwareVulkan;
  try {
    await checkDevice(ortNode, 'webgpu');
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
