using System;
using Native.Fuzz.Models;
using Native.Fuzz.Rig;
using NativeIo;

namespace Native.Fuzz.Targets;

/// <content>The input's part that says what is copied.</content>
internal static partial class CopyProgram
{
    /// <summary>What is copied, and how.</summary>
    private sealed class Job
    {
        internal Job(ref FuzzInput program)
        {
            int choice = program.NextByte();
            int shape = program.NextByte();
            IsAtomic = (choice & 1) != 0;
            HasOld = (choice & 2) != 0;
            KeepsHoles = (choice & 4) != 0;
            LeavesCache = (choice & 8) != 0;
            Overwrites = (choice & 16) == 0;
            IsOneFile = (choice & 0xE0) == 0xE0;
            Paths = (TransferPath)program.NextByte();
            int length = (shape & 7) == 7 ? LargeLength : program.NextLength(SmallMax);
            HoleLength = (shape & 8) != 0 ? CopyProgram.HoleLength : 0;
            Content = new byte[HoleLength + length];
            for (int index = HoleLength; index < Content.Length; index++)
            {
                Content[index] = (byte)((index * 7) + (index >> 8) + 1);
            }

            // At most some hundred calls.
            TransferLengthMax = (shape & 16) != 0
                ? 1 + (Content.Length / 256) + program.NextUInt16()
                : int.MaxValue;
            PieceLength = Math.Max(Content.Length >> ((shape >> 6) * 2), 1);
            CutCall = (shape & 32) != 0 ? program.NextUpTo(CallsMax) : 0;
            CutLength = CutCall > 0 ? program.NextUInt16() : 0;
        }

        internal byte[] Content { get; }

        internal int HoleLength { get; }

        internal TransferPath Paths { get; }

        internal bool IsAtomic { get; }

        internal bool HasOld { get; }

        internal bool KeepsHoles { get; }

        internal bool LeavesCache { get; }

        internal bool Overwrites { get; }

        internal bool IsOneFile { get; }

        internal int TransferLengthMax { get; }

        internal int PieceLength { get; }

        internal int CutCall { get; }

        internal int CutLength { get; }
    }
}
