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


def convolution(in_channels, out_channels, kernel):
    return nn.Conv2d(in_channels, out_channels, kernel, padding=kernel // 2)


KINDS = {'conv': convolution, 'tanh': nn.Tanh, 'relu': nn.ReLU, 'shuffle': nn.PixelShuffle, 'residual': Residual}


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
loss_of = {'l1': nn.L1Loss(), 'l2': nn.MSELoss()}[setup['loss']]
side = setup['lrPatchSize']
lr = torch.rand(setup['batchSize'], setup['channels'], side, side).to(memory_format=memory)
hr = torch.rand(setup['batchSize'], setup['channels'], side * setup['scale'], side * setup['scale']).to(memory_format=memory)


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
