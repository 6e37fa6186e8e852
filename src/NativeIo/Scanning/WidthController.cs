using System;
using System.Diagnostics;

namespace NativeIo;

/// <summary>
/// Decides how many workers a scan has. Files in memory need no more workers than there are processors; files on a disk
/// are waited for, and many waits at once are what makes a disk fast.
/// </summary>
/// <remarks>
/// <para>What tells them apart is the share of steps (open, read, close of a file, or one chunk) that took longer than
/// memory ever takes. The share is used and not the mean: a few steps that were preempted, compiled or collected say
/// nothing, and more workers than processors make few steps slow as long as none of them waits.</para>
/// <para>A window in which a quarter of the steps were slow doubles the width at once. Windows in a row in which almost
/// none was slow halve it. In between it stays. A caller that runs out of file handles lowers the limit for
/// good.</para>
/// <para>Pure arithmetic. Thread safety: none; the caller holds a lock.</para>
/// </remarks>
internal sealed class WidthController
{
    /// <summary>Steps before a decision; more when the width is larger, so that each worker has some.</summary>
    internal const int WindowSteps = 64;

    /// <summary>Calm windows before the width is halved.</summary>
    internal const int CalmWindowsMin = 4;

    private const int StepsPerWorker = 8;
    private const int SlowShareToWiden = 4;
    private const int SlowShareToNarrow = 16;

    // Memory takes 3 to 10 microseconds for a small file, a disk 70 and more.
    private const double SlowSeconds = 50e-6;

    // Copying from memory is faster than this even when it is slow.
    private const double BytesPerSecond = 4e9;

    private int _steps;
    private int _slowSteps;
    private int _calmWindows;

    internal WidthController(int widthMin, int widthMax)
    {
        Debug.Assert(widthMin >= 1, "A scan has a worker.");
        Debug.Assert(widthMax >= widthMin, "The most is not less than the least.");
        WidthMin = widthMin;
        WidthMax = widthMax;
        Width = widthMin;
    }

    /// <summary>Gets the number of workers that there should be.</summary>
    internal int Width { get; private set; }

    /// <summary>Gets the number that it returns to.</summary>
    internal int WidthMin { get; private set; }

    /// <summary>Gets the number that it never exceeds.</summary>
    internal int WidthMax { get; private set; }

    /// <summary>Tells whether a step took longer than memory takes.</summary>
    internal static bool IsSlow(long ticks, long byteCount) =>
        ticks > Stopwatch.Frequency * (SlowSeconds + (byteCount / BytesPerSecond));

    /// <summary>Takes notice of steps that were made.</summary>
    internal void Observe(int steps, int slowSteps)
    {
        Debug.Assert(slowSteps <= steps, "Slow steps are steps.");
        _steps += steps;
        _slowSteps += slowSteps;
        if (_steps < Math.Max(WindowSteps, StepsPerWorker * Width))
        {
            return;
        }

        bool isWaiting = (long)_slowSteps * SlowShareToWiden >= _steps;
        bool isCalm = (long)_slowSteps * SlowShareToNarrow <= _steps;
        _steps = 0;
        _slowSteps = 0;
        _calmWindows = isCalm ? _calmWindows + 1 : 0;
        if (isWaiting)
        {
            Width = Math.Min(Width * 2, WidthMax);
        }
        else if (_calmWindows >= CalmWindowsMin)
        {
            Width = Math.Max(Width / 2, WidthMin);
            _calmWindows = 0;
        }
    }

    /// <summary>Lowers the limit, to no less than one worker.</summary>
    internal void Limit(int width)
    {
        WidthMax = Math.Clamp(width, 1, WidthMax);
        WidthMin = Math.Min(WidthMin, WidthMax);
        Width = Math.Min(Width, WidthMax);
    }
}
