using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ChunkedBuffers;
using Native.Fuzz.Models;
using Native.Fuzz.Rig;
using NativeIo;
using Storage.Lite;

namespace Native.Fuzz.Targets;

/// <summary>
/// A program of operations on a store of memory or files, bare or below layers, whose backend fails in calls that the
/// program says. Each result is the model's; each failure is a declared error, and whole: what is found then is the
/// value before or the one that was put. At the end nothing is open, rented or left over, and a store that is opened
/// anew has what the model has.
/// </summary>
internal static partial class StoreProgram
{
    private const int StepsMax = 40;
    private const int ValueBytesMax = 6000;

    private static readonly string[] s_keys = ["a", "b", "d/a", "d/b", "e/f/g", "k y"];

    public static void Run(ReadOnlySpan<byte> input)
    {
        byte[] bytes = input.ToArray();
        FuzzPool pool = FuzzPool.BeginRun();
        try
        {
            RunAsync(bytes, pool).GetAwaiter().GetResult();
            pool.VerifyBalanced();
        }
        catch
        {
            FuzzPool.Replace();
            throw;
        }
    }

    private static async Task RunAsync(byte[] bytes, FuzzPool pool)
    {
        var stack = new Stack(bytes.Length > 0 ? bytes[0] : (byte)0, pool.Pool);
        try
        {
            var steps = new Steps(stack, bytes.Length > 1 ? bytes[1..] : []);
            for (int step = 0; step < StepsMax && !steps.IsAtEnd; step++)
            {
                await steps.NextAsync().ConfigureAwait(false);
            }

            stack.Heal();
            await steps.LookAtAllAsync(stack.Store).ConfigureAwait(false);
            stack.VerifyNoUnfinished();
            await stack.CloseAsync().ConfigureAwait(false);
            if (stack.Folder is not null)
            {
                await using IStorage again = stack.Reopen();
                await steps.LookAtAllAsync(again).ConfigureAwait(false);
            }
        }
        finally
        {
            await stack.CloseAsync().ConfigureAwait(false);
            stack.Remove();
        }
    }
}
