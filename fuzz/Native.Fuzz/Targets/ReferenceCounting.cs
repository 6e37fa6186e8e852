using System;
using ChunkedBuffers;
using Native.Fuzz.Models;
using Native.Fuzz.Rig;

namespace Native.Fuzz.Targets;

/// <summary>
/// Programs of starts, acquisitions and releases, by current and by stale handles, against a plain count.
/// </summary>
internal static class ReferenceCounting
{
    private const int StepsMax = 128;

    public static void Run(ReadOnlySpan<byte> input)
    {
        var program = new FuzzInput(input);
        var references = default(ReferenceCount);
        var model = new ReferenceModel();
        for (int step = 0; step < StepsMax && !program.IsAtEnd; step++)
        {
            byte operation = program.NextByte();

            // Mostly the current generation; else one of the last few, or one that was never given out.
            uint generation = model.Generation - (uint)(operation >> 6 == 3 ? program.NextUpTo(4) - 1 : 0);
            switch (operation & 7)
            {
                case 0:
                    Start(ref references, model, 1, isShared: false);
                    break;
                case 1:
                    Start(ref references, model, NextCount(ref program), isShared: true);
                    break;
                case 2:
                case 3:
                    Acquire(ref references, model, generation, NextCount(ref program), (operation & 8) != 0);
                    break;
                case 4:
                    ReleaseExclusive(ref references, model, generation);
                    break;
                case 5:
                    // Everything that is left, so that programs reach the state free.
                    Release(
                        ref references, model, generation, (int)Math.Max(model.Count, 1), (operation & 8) != 0);
                    break;
                default:
                    Release(ref references, model, generation, NextCount(ref program), (operation & 8) != 0);
                    break;
            }

            Verify.Equal(model.Generation, references.Generation, "Generation");
            Verify.Equal(model.Count, references.Count, "Count");
            Verify.Equal(
                model.Count == 1 && generation == model.Generation, references.IsUnique(generation), "IsUnique");
            Verify.Equal(generation == model.Generation, references.IsCurrent(generation), "IsCurrent");
        }
    }

    // Small counts, writer credits, and enough to reach the limit in a few steps.
    private static int NextCount(ref FuzzInput program)
    {
        byte value = program.NextByte();
        return value < 0xC0 ? (value & 7) + 1 : 1 << (value % 31);
    }

    private static void Start(ref ReferenceCount references, ReferenceModel model, int count, bool isShared)
    {
        try
        {
            uint generation = isShared ? references.StartShared(count) : references.StartExclusive();
            Verify.True(model.CanStart, "A block in use was started");
            Verify.Equal(model.Generation, generation, "Started generation");
            model.Start(count, isShared);
        }
        catch (InvalidOperationException)
        {
            Verify.True(!model.CanStart, "A free block was not started");
        }
    }

    private static void Acquire(
        ref ReferenceCount references, ReferenceModel model, uint generation, int count, bool isConfined)
    {
        try
        {
            if (isConfined)
            {
                Verify.Equal(
                    model.CanAcquire(generation),
                    references.TryAcquireConfined(generation, count),
                    "Whether a reference can be taken");
                if (!model.CanAcquire(generation))
                {
                    return;
                }
            }
            else
            {
                references.Acquire(generation, count);
            }

            Verify.True(model.CanAcquire(generation), "A reference was taken by a stale handle or from zero");
            Verify.True(model.HasRoomFor(count), "More references were taken than fit");
            model.Acquire(count);
        }
        catch (ObjectDisposedException)
        {
            Verify.True(!model.CanAcquire(generation), "A current handle was called stale");
        }
        catch (InvalidOperationException)
        {
            Verify.True(
                model.CanAcquire(generation) && !model.HasRoomFor(count), "An acquisition that fits was refused");
        }
    }

    private static void Release(
        ref ReferenceCount references, ReferenceModel model, uint generation, int count, bool isConfined)
    {
        try
        {
            bool isLast = isConfined
                ? references.ReleaseConfined(generation, count)
                : references.Release(generation, count);
            Verify.True(model.CanRelease(generation, count), "A stale or missing reference was released");
            Verify.Equal(model.Release(count), isLast, "Last release");
        }
        catch (ObjectDisposedException)
        {
            Verify.True(!model.CanRelease(generation, count), "A release of a held reference was refused");
        }
    }

    private static void ReleaseExclusive(ref ReferenceCount references, ReferenceModel model, uint generation)
    {
        bool isReleased = references.TryReleaseExclusive(generation);
        Verify.Equal(
            model.Count == 1 && !model.IsShared && generation == model.Generation, isReleased, "Exclusive release");
        if (isReleased)
        {
            _ = model.Release(1);
        }
    }
}
