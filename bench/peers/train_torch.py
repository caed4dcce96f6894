"""PyTorch's training steps on demand, on the CPU. In: the setup (bench/train.ts), then {"steps": n} lines. Out: one line for each."""
import json
import sys
import time

import torch
from torch import nn


class Residual(nn.Module):
    def __init__(self, layers):
        super().__init__()
        self.body = sequence(layers)

    def forward(self, x):
        return x + self.body(x)


class Pyramid(nn.Module):
    """The pictures of all levels, the largest last."""

    def __init__(self, levels):
        super().__init__()
        parts = ('features', 'residual', 'image')
        self.levels = nn.ModuleList(nn.ModuleList(sequence(level[part]) for part in parts) for level in levels)

    def forward(self, image):
        features, images = image, []
        for find, residual, enlarge in self.levels:
            features = find(features)
            image = enlarge(image) + residual(features)
            images.append(image)
        return images


def convolution(in_channels, out_channels, kernel):
    return nn.Conv2d(in_channels, out_channels, kernel, padding=kernel // 2)


def deconvolution(in_channels, out_channels, kernel, stride):
    surplus = kernel - stride
    return nn.ConvTranspose2d(in_channels, out_channels, kernel, stride, padding=(surplus + 1) // 2, output_padding=surplus % 2)


KINDS = {
    'conv': convolution,
    'deconv': deconvolution,
    'tanh': nn.Tanh,
    'relu': nn.ReLU,
    'lrelu': nn.LeakyReLU,
    'prelu': nn.PReLU,
    'batchnorm': nn.BatchNorm2d,
    'shuffle': nn.PixelShuffle,
    'residual': Residual,
    'pyramid': Pyramid,
}


def sequence(layers):
    return nn.Sequential(*(KINDS[kind](*arguments) for kind, *arguments in layers))


def answer(message):
    print(json.dumps(message), flush=True)


setup = json.loads(sys.stdin.readline())
torch.manual_seed(1)
torch.set_num_threads(setup['threads'])
memory = {'nchw': torch.contiguous_format, 'channels_last': torch.channels_last}[setup['layout']]
model = sequence(setup['layers']).to(memory_format=memory)
optimizer = torch.optim.Adam(model.parameters(), lr=setup['learningRate'])
error_of = {
    'l1': nn.L1Loss(),
    'l2': nn.MSELoss(),
    'charbonnier': lambda sr, hr: ((sr - hr) ** 2 + 1e-6).sqrt().mean(),
}[setup['loss']]
side = setup['lrPatchSize']
lr = torch.rand(setup['batchSize'], setup['channels'], side, side).to(memory_format=memory)
hr = torch.rand(setup['batchSize'], setup['channels'], side * setup['scale'], side * setup['scale']).to(memory_format=memory)


def loss_of(outputs, hr):
    if isinstance(outputs, torch.Tensor):
        return error_of(outputs, hr)
    small = (nn.functional.interpolate(hr, size=sr.shape[2:], mode='bicubic', antialias=True) for sr in outputs[:-1])
    return error_of(outputs[-1], hr) + sum(error_of(sr, target) for sr, target in zip(outputs, small))


def step():
    optimizer.zero_grad(set_to_none=True)
    loss = loss_of(model(lr), hr)
    loss.backward()
    optimizer.step()
    return loss.item()


answer({'name': 'pytorch', 'version': torch.__version__, 'parameters': sum(p.numel() for p in model.parameters())})
for line in sys.stdin:
    ms = []
    for _ in range(json.loads(line)['steps']):
        start = time.perf_counter()
        step()
        ms.append((time.perf_counter() - start) * 1000)
    answer({'ms': ms})
