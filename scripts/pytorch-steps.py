#!/usr/bin/env python3
"""Writes src/optim/golden/pytorch-steps.json: three steps of each optimiser, by PyTorch (Debian's python3-torch)."""
import json
import pathlib

import torch

WEIGHT = [0.5, -1.25, 2.0, 0.0, 0.001]
GRADIENTS = [[0.1, -2.0, 0.003, 1.0, 0.0], [-0.2, 1.5, 0.004, 1.0, 0.0], [0.05, -0.5, -0.001, 1.0, 1e-4]]
LEARNING_RATE = 0.01
CASES = [
    ('sgd', {'momentum': 0.9}, lambda p: torch.optim.SGD(p, LEARNING_RATE, momentum=0.9)),
    ('sgd', {'momentum': 0.0}, lambda p: torch.optim.SGD(p, LEARNING_RATE)),
    ('adam', {'beta1': 0.9, 'beta2': 0.999, 'eps': 1e-8}, lambda p: torch.optim.Adam(p, LEARNING_RATE)),
    ('adam', {'beta1': 0.5, 'beta2': 0.99, 'eps': 1e-3}, lambda p: torch.optim.Adam(p, LEARNING_RATE, betas=(0.5, 0.99), eps=1e-3)),
]


def steps(make):
    weight = torch.tensor(WEIGHT, requires_grad=True)
    optimizer = make([weight])
    after = []
    for gradient in GRADIENTS:
        weight.grad = torch.tensor(gradient)
        optimizer.step()
        after.append(weight.tolist())
    return after


cases = [{'optimizer': name, 'options': options, 'weights': steps(make)} for name, options, make in CASES]
golden = {'pytorch': torch.__version__, 'weight': WEIGHT, 'learningRate': LEARNING_RATE, 'gradients': GRADIENTS, 'cases': cases}
path = pathlib.Path(__file__).parent.parent / 'src/optim/golden/pytorch-steps.json'
path.write_text(json.dumps(golden, indent=1) + '\n')
