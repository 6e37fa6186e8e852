using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;
using Native.Fuzz.Coverage;

namespace Native.Fuzz.Instrumentation;

/// <summary>
/// Rewrites an assembly so that every basic block calls <see cref="CoverageMap.Hit"/> with its id at its head.
/// </summary>
/// <remarks>
/// A block starts at a method's first instruction, at each target of a branch or switch, after each conditional branch
/// and at each handler of exceptions. Branches and handler boundaries that pointed at a head point at the inserted call
/// afterwards, so that nobody jumps past it. Ids come from the method's full name and the block's number: the same
/// source gives the same map, and a corpus stays comparable from build to build.
/// Static constructors and finalizers are left alone: they run once, or at another time on another thread, and would
/// make equal runs look different.
/// </remarks>
internal static class AssemblyInstrumenter
{
    /// <summary>Rewrites the file in place and returns the number of blocks.</summary>
    /// <param name="path">The assembly.</param>
    /// <param name="isIncluded">Chooses types by full name (nested ones by their outermost type).</param>
    public static int Instrument(string path, Func<string, bool> isIncluded)
    {
        using var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(Path.GetDirectoryName(Path.GetFullPath(path)));
        using var module = ModuleDefinition.ReadModule(
            new MemoryStream(File.ReadAllBytes(path)), new ReaderParameters { AssemblyResolver = resolver });
        MethodReference hit = module.ImportReference(((Action<int>)CoverageMap.Hit).Method);

        int blocks = 0;
        foreach (TypeDefinition type in module.Types.Where(type => isIncluded(type.FullName)))
        {
            blocks += InstrumentType(type, hit);
        }

        // The symbols no longer match the code; replaying a finding uses the plain build, which has its own.
        File.Delete(Path.ChangeExtension(path, ".pdb"));
        module.Write(path);
        return blocks;
    }

    private static int InstrumentType(TypeDefinition type, MethodReference hit)
    {
        int blocks = type.NestedTypes.Sum(nested => InstrumentType(nested, hit));
        foreach (MethodDefinition method in type.Methods)
        {
            if (method.HasBody && !(method.IsConstructor && method.IsStatic) && !IsFinalizer(method))
            {
                blocks += InstrumentMethod(method, hit);
            }
        }

        return blocks;
    }

    private static bool IsFinalizer(MethodDefinition method) =>
        method.IsVirtual && !method.HasParameters && string.Equals(method.Name, "Finalize", StringComparison.Ordinal);

    private static int InstrumentMethod(MethodDefinition method, MethodReference hit)
    {
        MethodBody body = method.Body;

        // Short branches cannot reach over the inserted calls; the optimizing pass shortens again what can be short.
        body.SimplifyMacros();
        Instruction[] heads = FindHeads(body);
        var moved = new Dictionary<Instruction, Instruction>(heads.Length);
        ILProcessor processor = body.GetILProcessor();
        for (int number = 0; number < heads.Length; number++)
        {
            Instruction first = processor.Create(OpCodes.Ldc_I4, BlockId(method, number));
            processor.InsertBefore(heads[number], first);
            processor.InsertBefore(heads[number], processor.Create(OpCodes.Call, hit));
            moved.Add(heads[number], first);
        }

        MoveBranches(body, moved);
        MoveHandlers(body, moved);
        body.OptimizeMacros();
        return heads.Length;
    }

    // In the order of the code, so that a block's number is stable.
    private static Instruction[] FindHeads(MethodBody body)
    {
        var heads = new HashSet<Instruction> { body.Instructions[0] };
        foreach (Instruction instruction in body.Instructions)
        {
            if (instruction.Operand is Instruction target)
            {
                heads.Add(target);
            }
            else if (instruction.Operand is Instruction[] targets)
            {
                heads.UnionWith(targets);
            }

            if (instruction.OpCode.FlowControl == FlowControl.Cond_Branch && instruction.Next is not null)
            {
                heads.Add(instruction.Next);
            }
        }

        foreach (ExceptionHandler handler in body.ExceptionHandlers)
        {
            heads.Add(handler.HandlerStart);
            if (handler.FilterStart is not null)
            {
                heads.Add(handler.FilterStart);
            }
        }

        return [.. body.Instructions.Where(heads.Contains)];
    }

    private static void MoveBranches(MethodBody body, Dictionary<Instruction, Instruction> moved)
    {
        foreach (Instruction instruction in body.Instructions)
        {
            if (instruction.Operand is Instruction target && moved.TryGetValue(target, out Instruction? first))
            {
                instruction.Operand = first;
            }
            else if (instruction.Operand is Instruction[] targets)
            {
                instruction.Operand = targets.Select(each => moved.GetValueOrDefault(each, each)).ToArray();
            }
        }
    }

    private static void MoveHandlers(MethodBody body, Dictionary<Instruction, Instruction> moved)
    {
        foreach (ExceptionHandler handler in body.ExceptionHandlers)
        {
            handler.TryStart = Move(handler.TryStart);
            handler.TryEnd = Move(handler.TryEnd);
            handler.HandlerStart = Move(handler.HandlerStart);
            handler.HandlerEnd = Move(handler.HandlerEnd);
            handler.FilterStart = Move(handler.FilterStart);
        }

        // A boundary may be null: the end of the method, or no filter.
        Instruction? Move(Instruction? boundary) =>
            boundary is not null && moved.TryGetValue(boundary, out Instruction? first) ? first : boundary;
    }

    private static int BlockId(MethodDefinition method, int number)
    {
        // FNV-1a over the name and the number, folded to 16 bits.
        uint hash = 2166136261;
        foreach (char letter in method.FullName + number.ToString(CultureInfo.InvariantCulture))
        {
            hash = (hash ^ letter) * 16777619;
        }

        return (int)((hash ^ (hash >> 16)) & (CoverageMap.LengthBytes - 1));
    }
}
